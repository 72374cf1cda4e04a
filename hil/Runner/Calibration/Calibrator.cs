using AIoT.Embedded.Hil.Rigs;

namespace AIoT.Embedded.Hil.Calibration;

/// <summary>Makes a target's cost table from its timings.</summary>
public static class Calibrator
{
    /// <summary>Makes it.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="target">The target's name and firmware.</param>
    /// <param name="timings">What the target took for every mix and the held-out work.</param>
    /// <param name="counts">What they execute.</param>
    /// <param name="clockHz">The target's clock.</param>
    public static CalibrationReport Make(Rig rig, (string Name, string Firmware) target, IReadOnlyList<MixTiming> timings, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> counts, double clockHz)
    {
        PriceModel model = PriceModel.Load();
        MixTiming[] mixes = [.. timings.Where(one => one.Name != MixCounts.HeldOut)];
        string[] missing = [.. counts.Keys.Except(timings.Select(one => one.Name))];
        if (missing.Length > 0 || timings.Any(one => one.Microseconds <= 0 || !counts.ContainsKey(one.Name)))
        {
            throw new HilException($"rig '{rig.Name}': the target's mixes are not this checkout's ({(missing.Length > 0 ? "missing: " + string.Join(", ", missing) : "unknown or without time")}); build and flash the calibration application anew");
        }

        double[][] rows = [.. mixes.Select(one => model.RowsOf(counts[one.Name]))];
        double[] prices = PriceSolver.Solve(rows, [.. mixes.Select(one => one.Nanoseconds)], model.Shipped, out double scale);
        double[] errors = [.. mixes.Select((one, m) => (Dot(rows[m], prices) / one.Nanoseconds) - 1)];
        double[] heldOut = model.RowsOf(counts[MixCounts.HeldOut]);
        return new CalibrationReport
        {
            Rig = rig.Name,
            TargetName = target.Name,
            FirmwareVersion = target.Firmware,
            Made = DateTimeOffset.UtcNow,
            ClockHz = clockHz,
            Nanoseconds = model.Rows.Zip(prices).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
            NanosecondsPerInstruction = scale,
            FitErrorPercent = 100 * Math.Sqrt(errors.Average(error => error * error)),
            MeasuredMicroseconds = timings.Single(one => one.Name == MixCounts.HeldOut).Nanoseconds / 1000,
            PredictedMicroseconds = Dot(heldOut, prices) / 1000,
            ScaledMicroseconds = scale * Dot(heldOut, model.Shipped) / 1000,
            Mixes = mixes,
        };
    }

    private static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
