namespace AIoT.Embedded.Gateway.Api.Description;

/// <summary>What the API's description says of a route beyond what its code tells.</summary>
/// <param name="Route">Method and path below /api/v1, parameters without their kinds: <c>GET /machines/{id}</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Answer">Type of the answer; null: it has no body, or none of JSON.</param>
/// <param name="Code">Status of success.</param>
/// <param name="Media">Of the answer.</param>
/// <param name="Errors">What else it says; 401, 403 and 429 come with the key it asks for.</param>
public sealed record RouteNote(string Route, string Summary, Type? Answer, int Code = 200, string Media = "application/json", params int[] Errors);
