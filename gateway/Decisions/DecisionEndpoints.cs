using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Security;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>One decision with what explains and proves it, under /api/v1/decisions.</summary>
public static class DecisionEndpoints
{
    public static void MapDecisions(this RouteGroupBuilder api)
    {
        RouteGroupBuilder decisions = api.MapGroup("/decisions");
        decisions.MapGet("/{id:long}", (long id, DecisionStore store, ExplanationStore explanations, ExplanationWorker worker) => store.Find(id) is { } decision
            ? Results.Ok(DecisionView.Of(decision, explanations.Of(id), worker.Left(id)))
            : Absent(id));

        // A change of state is explained by itself; a periodic record when somebody asks.
        decisions.MapPost("/{id:long}/explain", (long id, DecisionStore store, ExplanationWorker worker) => store.Find(id) is null ? Absent(id)
            : worker.Ask(id) ? Results.Accepted($"/api/v1/decisions/{id}")
            : Problem.Of(StatusCodes.Status503ServiceUnavailable, "too many decisions wait to be explained: ask again in a minute"))
            .WithMetadata(new AccessControl.Needs(ApiRole.Technician));
    }

    private static IResult Absent(long id) => Problem.NotFound($"no decision {id} (any more)");
}
