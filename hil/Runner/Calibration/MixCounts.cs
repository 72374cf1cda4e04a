using AIoT.Embedded.Calibration;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Hil.Calibration;

/// <summary>What a loop of each mix executes, counted by the opcode meter in the assemblies that a board runs.</summary>
public static class MixCounts
{
    private const int Few = 3;
    private const int Many = 13;

    /// <summary>The name of the work that the table is tried on.</summary>
    public const string HeldOut = "held-out";

    /// <summary>Counts by kind and loop, for each mix and the held-out work.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Measure()
    {
        // A difference of two lengths: what stands outside the loop is left out.
        OpcodeMeter meter = new(CostTable.NanoFramework1());
        string[] assemblies = [typeof(OpcodeMixes).Assembly.Location, typeof(FeatureExtractor).Assembly.Location];
        Dictionary<string, IReadOnlyDictionary<string, double>> counts = new(StringComparer.Ordinal);
        for (int i = 0; i < OpcodeMixes.Count; i++)
        {
            int index = i;
            counts.Add(OpcodeMixes.Name(i), PerLoop(loops => meter.Measure(assemblies, metered => metered.CallStatic(typeof(OpcodeMixes).FullName!, nameof(OpcodeMixes.Run), index, loops))));
        }

        counts.Add(HeldOut, PerLoop(loops => meter.Measure(assemblies, metered =>
        {
            object work = metered.New(typeof(HeldOut).FullName!);
            metered.Restart();
            metered.Call(work, nameof(Embedded.Calibration.HeldOut.Run), loops);
        })));
        return counts;
    }

    private static Dictionary<string, double> PerLoop(Func<int, OpcodeReport> measure)
    {
        OpcodeReport few = measure(Few);
        OpcodeReport many = measure(Many);
        return many.Counts.ToDictionary(pair => pair.Key, pair => (pair.Value - few.Counts.GetValueOrDefault(pair.Key)) / (double)(Many - Few), StringComparer.Ordinal);
    }
}
