namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>One decision with what explains and proves it, under /api/v1/decisions.</summary>
public static class DecisionEndpoints
{
    public static void MapDecisions(this RouteGroupBuilder api)
    {
        RouteGroupBuilder decisions = api.MapGroup("/decisions");
        decisions.MapGet("/{id:long}", (long id, DecisionStore store) => DecisionView.Of(id, store) is { } view
            ? Results.Ok(view)
            : Results.NotFound(new { error = $"no decision {id} (any more)" }));
    }
}
