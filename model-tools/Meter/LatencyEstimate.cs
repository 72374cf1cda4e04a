namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// How long metered work takes on a board, from its instruction count. Assumed: the interpreter runs alone (no other thread, no garbage collection,
/// no interrupt load), and <paramref name="instructionsPerCycle"/> holds for the whole of it; flash wait states and caches are part of that one number.
/// </summary>
/// <param name="clockHertz">The core's clock.</param>
/// <param name="instructionsPerCycle">Instructions that the core retires per cycle while interpreting: 0.5 to 1 is usual for code run from flash. [estimate, unless a board's own table was measured]</param>
/// <param name="column">The column of the cost table whose instruction set is nearest to the core's.</param>
public sealed class LatencyEstimate(double clockHertz, double instructionsPerCycle, CostColumn column = CostColumn.Thumb2)
{
    /// <summary>The estimated time of the report's work.</summary>
    public TimeSpan Of(OpcodeReport report) => column == CostColumn.NanosecondsX64
        ? throw new InvalidOperationException("A latency comes from an instruction column; nanoseconds are a host's.")
        : TimeSpan.FromSeconds(report.Instructions(column) / (clockHertz * instructionsPerCycle));
}
