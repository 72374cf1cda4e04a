namespace AIoT.Embedded.Gateway.Models;

/// <summary>The gateway's own models under /api/v1/ensemble.</summary>
public static class EnsembleEndpoints
{
    public static void MapEnsemble(this RouteGroupBuilder api)
    {
        api.MapGet("/ensemble", (EnsembleRunner ensemble) => new EnsembleAnswer([.. ensemble.Views().Select(view => EnsembleModelView.Of(view, ensemble.IsTold(view.Model)))], ensemble.Dropped));
        api.MapGet("/ensemble/labels", (LabelScores labels) => labels.All());
    }
}
