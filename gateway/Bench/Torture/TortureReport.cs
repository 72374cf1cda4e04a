using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Bench.Torture;

/// <summary>What <c>gateway torture</c> found.</summary>
/// <param name="Acknowledged">Readings that boards were told to drop.</param>
/// <param name="Lost">Of these, those that are not on disk.</param>
/// <param name="Duplicated">Readings on disk more than once.</param>
/// <param name="LedgerOk">The ledger verifies offline with the public key alone.</param>
public sealed record TortureReport(
    [property: JsonPropertyName("kills")] int Kills,
    [property: JsonPropertyName("acknowledged")] long Acknowledged,
    [property: JsonPropertyName("lost")] long Lost,
    [property: JsonPropertyName("duplicated")] long Duplicated,
    [property: JsonPropertyName("ledger_ok")] bool LedgerOk,
    [property: JsonPropertyName("ledger_records")] long LedgerRecords,
    [property: JsonPropertyName("produced")] long Produced,
    [property: JsonPropertyName("killed_before_ready")] int KilledBeforeReady,
    [property: JsonPropertyName("seed")] int Seed,
    [property: JsonPropertyName("wall_s")] double WallS);
