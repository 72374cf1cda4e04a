using System.Text.Json.Serialization;

namespace AIoT.Embedded.Hil.Demo.Report;

/// <summary>What a run of the demo came to; written as JSON with snake_case names.</summary>
/// <param name="ReadingsProduced">Readings that got a number in a board's store.</param>
/// <param name="ReadingsCommitted">Of these, those in the gateway's database, counted in its file.</param>
/// <param name="ReadingsLost">Produced and not committed.</param>
/// <param name="ReadingsDuplicated">Rows of the database beyond the distinct readings.</param>
/// <param name="ReadingsStrange">Readings in the database that no board's store has given out.</param>
/// <param name="ReadingsResent">Arrivals of readings that were committed already: dropped, as they should be.</param>
/// <param name="Machines">The machines.</param>
/// <param name="Boards">The boards.</param>
/// <param name="Restarts">Processes started again, injected faults included.</param>
/// <param name="Ledger">What the verifier says of the ledger of decisions; null: the gateway keeps none that is signed.</param>
/// <param name="Seed">Seed of the simulation.</param>
/// <param name="WallS">Wall seconds from the first process to the last.</param>
public sealed record DemoReport(
    long ReadingsProduced,
    long ReadingsCommitted,
    long ReadingsLost,
    long ReadingsDuplicated,
    long ReadingsStrange,
    long ReadingsResent,
    IReadOnlyList<MachineReport> Machines,
    IReadOnlyList<BoardReport> Boards,
    int Restarts,
    string? Ledger,
    long Seed,
    double WallS)
{
    /// <summary>True when every reading that was produced is committed once, and nothing else is.</summary>
    [JsonIgnore]
    public bool Whole => ReadingsLost == 0 && ReadingsDuplicated == 0 && ReadingsStrange == 0;
}
