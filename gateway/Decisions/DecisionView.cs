using System.Text.Json;
using AIoT.Embedded.Gateway.Api.Description;
using AIoT.Embedded.Gateway.Explanations;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>A decision as the API gives it.</summary>
/// <param name="Hash">SHA-256 of the record's bytes, hex.</param>
/// <param name="Record">The record itself.</param>
/// <param name="Explanation">Its attribution of the health; null in records of before version 2.</param>
/// <param name="Fault">Its attribution of the fault evidence.</param>
/// <param name="Models">The ledger records that explain the models' scores, each as <c>{id, record, proof}</c>.</param>
/// <param name="Left">Why sensors are not explained, as far as the gateway remembers.</param>
/// <param name="Proof">Where the proof is that the ledger holds the record.</param>
public sealed record DecisionView(
    long Id,
    string Hash,
    [property: JsonOf(typeof(DecisionRecord))] JsonElement Record,
    [property: JsonOf(typeof(Attribution))] JsonElement? Explanation,
    [property: JsonOf(typeof(Attribution))] JsonElement? Fault,
    IReadOnlyList<ProvenRecord> Models,
    IReadOnlyList<string> Left,
    string Proof)
{
    public static DecisionView Of(StoredDecision decision, IReadOnlyList<(long Id, JsonElement Body)> models, IReadOnlyList<string> left)
    {
        JsonElement[] attributions = decision.Body.TryGetProperty("attributions", out JsonElement all) ? [.. all.EnumerateArray()] : [];
        return new DecisionView(
            decision.Id, decision.Hash, decision.Body, Find("health"), Find("fault"), [.. models.Select(model => new ProvenRecord(model.Id, model.Body, ProofOf(model.Id)))], left, ProofOf(decision.Id));

        JsonElement? Find(string of) => attributions.Where(entry => entry.GetProperty("of").ValueEquals(of)).Select(entry => (JsonElement?)entry).FirstOrDefault();
    }

    private static string ProofOf(long id) => $"/api/v1/ledger/records/{id}/proof";
}
