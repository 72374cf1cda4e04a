using System.Text.Json;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>A decision as the API gives it.</summary>
/// <param name="Hash">SHA-256 of the record's bytes, hex.</param>
/// <param name="Record">The record itself.</param>
/// <param name="Explanation">Its attribution of the health; null in records of before version 2.</param>
/// <param name="Fault">Its attribution of the fault evidence.</param>
/// <param name="Models">What the models' scores came from, where that has been worked out: one for each model and sensor.</param>
/// <param name="Proof">Where the proof is that the ledger holds the record.</param>
public sealed record DecisionView(
    long Id, string Hash, JsonElement Record, JsonElement? Explanation, JsonElement? Fault, IReadOnlyList<JsonElement> Models, string Proof)
{
    public static DecisionView? Of(long id, DecisionStore store)
    {
        if (store.Find(id) is not { } decision)
        {
            return null;
        }

        JsonElement[] attributions = decision.Body.TryGetProperty("attributions", out JsonElement all) ? [.. all.EnumerateArray()] : [];
        return new DecisionView(id, decision.Hash, decision.Body, Find("health"), Find("fault"), [], $"/api/v1/ledger/records/{id}/proof");

        JsonElement? Find(string of) => attributions.Where(entry => entry.GetProperty("of").GetString() == of).Select(entry => (JsonElement?)entry).FirstOrDefault();
    }
}
