using System.Text.Json.Serialization;

namespace AIoT.Embedded.Hil.Demo.Report;

/// <summary>What a run of the demo came to; written as JSON with snake_case names.</summary>
/// <param name="ReadingsProduced">Readings that got a number in a board's store.</param>
/// <param name="ReadingsCommitted">Distinct readings in the gateway's database.</param>
/// <param name="ReadingsLost">Produced and not committed.</param>
/// <param name="ReadingsDuplicated">Rows of the database beyond the distinct readings.</param>
/// <param name="ReadingsResent">Arrivals of readings that were committed already: dropped, as they should be.</param>
/// <param name="Machines">The machines.</param>
/// <param name="Boards">The boards.</param>
/// <param name="Restarts">Processes started again, injected faults included.</param>
/// <param name="Seed">Seed of the simulation.</param>
/// <param name="WallS">Wall seconds from the first process to the last.</param>
public sealed record DemoReport(
    long ReadingsProduced,
    long ReadingsCommitted,
    long ReadingsLost,
    long ReadingsDuplicated,
    long ReadingsResent,
    IReadOnlyList<MachineReport> Machines,
    IReadOnlyList<BoardReport> Boards,
    int Restarts,
    long Seed,
    double WallS)
{
    /// <summary>True when every reading that was produced is committed once.</summary>
    [JsonIgnore]
    public bool Whole => ReadingsLost == 0 && ReadingsDuplicated == 0;
}
