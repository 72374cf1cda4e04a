using System.Globalization;
using System.Text;

namespace AIoT.Embedded.Hil.Calibration;

/// <summary>A target's cost table and how well it predicts.</summary>
public sealed record CalibrationReport
{
    /// <summary>The rig.</summary>
    public required string Rig { get; init; }

    /// <summary>What the target says it is.</summary>
    public required string TargetName { get; init; }

    /// <summary>Its firmware.</summary>
    public required string FirmwareVersion { get; init; }

    /// <summary>When it was measured.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The clock that the table's cycles are of.</summary>
    public required double ClockHz { get; init; }

    /// <summary>Nanoseconds by row.</summary>
    public required IReadOnlyDictionary<string, double> Nanoseconds { get; init; }

    /// <summary>Nanoseconds that one Thumb-2 instruction of the shipped table comes to: the one number that scales it to this target.</summary>
    public required double NanosecondsPerInstruction { get; init; }

    /// <summary>The mixes' root mean square error under the table, in percent: how well the table explains what it was made of.</summary>
    public required double FitErrorPercent { get; init; }

    /// <summary>Held-out work: microseconds measured.</summary>
    public required double MeasuredMicroseconds { get; init; }

    /// <summary>Held-out work: microseconds by this table.</summary>
    public required double PredictedMicroseconds { get; init; }

    /// <summary>Held-out work: microseconds by the shipped table scaled by one number.</summary>
    public required double ScaledMicroseconds { get; init; }

    /// <summary>What each mix took.</summary>
    public required IReadOnlyList<MixTiming> Mixes { get; init; }

    /// <summary>Prediction's error of the held-out work, in percent.</summary>
    public double PredictionErrorPercent => 100 * ((PredictedMicroseconds / MeasuredMicroseconds) - 1);

    /// <summary>The same for the shipped table scaled by one number.</summary>
    public double ScaledErrorPercent => 100 * ((ScaledMicroseconds / MeasuredMicroseconds) - 1);

    /// <summary>The table as the opcode meter reads it.</summary>
    public string Table()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Cost of one IL opcode, measured by ./aiot hil calibrate on {TargetName}, firmware {FirmwareVersion}, {Made:yyyy-MM-dd}, rig {Rig}.
            # The columns have the names that the meter reads, but hold this target: ns_x64 nanoseconds, the three instr_ columns cycles of a clock of
            # {ClockHz:0} Hz. In board.json: column thumb2, instructionsPerCycle 1, clockHz {ClockHz:0}.
            # Mixes explained within {FitErrorPercent:0.0} % (rms); held-out feature window predicted {PredictionErrorPercent:+0.0;-0.0} %. Rows that no mix holds (floating point) have the shipped
            # table's proportions.
            opcode,ns_x64,instr_x64,instr_i686,instr_thumb2

            """);
        foreach ((string row, double nanoseconds) in Nanoseconds)
        {
            string cycles = (nanoseconds * ClockHz / 1e9).ToString("0.####", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{row},{nanoseconds:0.####},{cycles},{cycles},{cycles}\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }
}
