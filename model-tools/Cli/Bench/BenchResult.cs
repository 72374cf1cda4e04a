using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>What a row costs.</summary>
public sealed record BenchResult(BenchRow Row, OpcodeReport TextbookReport, OpcodeReport OursReport)
{
    /// <summary>Thumb-2 instructions of the textbook version per unit of the row.</summary>
    public double Textbook => TextbookReport.Instructions(CostColumn.Thumb2) / Row.Units;

    /// <summary>Thumb-2 instructions of this project's version per unit of the row.</summary>
    public double Ours => OursReport.Instructions(CostColumn.Thumb2) / Row.Units;

    public double Ratio => Textbook / Ours;
}
