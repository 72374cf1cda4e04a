using System.Text.Json;
using AIoT.Embedded.Gateway.Api.Description;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>A decision as it is on disk.</summary>
/// <param name="Body">The record's JSON as it was hashed.</param>
/// <param name="Hash">SHA-256 of the body, hex.</param>
public sealed record StoredDecision(long Id, [property: JsonOf(typeof(DecisionRecord))] JsonElement Body, string Hash)
{
    public static StoredDecision Of(long id, DecisionRecord record, string hash) => new(id, JsonSerializer.SerializeToElement(record, GatewayJson.Options), hash);
}
