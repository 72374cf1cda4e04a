namespace AIoT.Embedded.Gateway.Models;

/// <summary>The gateway's own models under /api/v1/ensemble.</summary>
public static class EnsembleEndpoints
{
    public static void MapEnsemble(this RouteGroupBuilder api)
    {
        api.MapGet("/ensemble", (EnsembleRunner ensemble) => new { models = ensemble.Views().Select(View), dropped = ensemble.Dropped });
        api.MapGet("/ensemble/labels", (LabelScores labels) => labels.All());
    }

    private static object View(ModelView view) => new
    {
        name = view.Model.Name,
        version = view.Model.Version,
        file = view.Model.File,
        role = view.Model.Role.ToString().ToLowerInvariant(),
        input = view.Model.Input.ToString().ToLowerInvariant(),
        classes = view.Model.Classes,
        share = view.Model.Share,
        machines = view.Model.Machines,
        status = view.Status,
        statistics = view.Statistics,
    };
}
