using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>
/// Where faults show. A pit in the outer race repeats at BPFO; in the inner race at BPFI, which the shaft carries through the load: sidebands
/// one and two shaft orders off; on a ball at twice BSF, with the cage's order beside it; the shaft's own orders are of imbalance (1x),
/// misalignment (2x) and looseness (many). Slip moves a bearing's lines by up to 2 %.
/// </summary>
public static class FaultMarks
{
    private const int Harmonics = 4;
    private const int ShaftOrders = 3;
    private const double Slip = 0.02;

    /// <summary>The lines that lie within a spectrum; none while the speed is unknown.</summary>
    /// <param name="bearing">Null: only the shaft's.</param>
    /// <param name="shaftHz">0: unknown.</param>
    /// <param name="binHz">Distance of two bins.</param>
    /// <param name="values">The spectrum; bin k lies at k times <paramref name="binHz"/>.</param>
    public static IReadOnlyList<FaultMark> Of(FaultOrders? bearing, double shaftHz, double binHz, IReadOnlyList<double> values)
    {
        if (!(shaftHz > 0))
        {
            return [];
        }

        List<FaultMark> marks = [];
        void Add(string name, string kind, int harmonic, int sideband, double order)
        {
            double hz = order * shaftHz;
            if (order > 0 && hz >= binHz && hz <= (values.Count - 1) * binHz)
            {
                (double peakHz, double level) = Peak(hz, kind == "shaft" ? 0 : Slip, binHz, values);
                marks.Add(new FaultMark(name, kind, harmonic, sideband, order, hz, peakHz, level));
            }
        }

        for (int k = 1; k <= ShaftOrders; k++)
        {
            Add($"{k}x", "shaft", k, 0, k);
        }

        if (bearing is null)
        {
            return marks;
        }

        void Family(string name, string kind, double order, double besides, string beside, int sidebands)
        {
            for (int k = 1; k <= Harmonics && order > 0; k++)
            {
                string harmonic = k == 1 ? name : $"{k} {name}";
                Add(harmonic, kind, k, 0, k * order);
                for (int side = 1; side <= sidebands && besides > 0; side++)
                {
                    string distance = side == 1 ? beside : $"{side} {beside}";
                    Add($"{harmonic} - {distance}", kind, k, -side, (k * order) - (side * besides));
                    Add($"{harmonic} + {distance}", kind, k, side, (k * order) + (side * besides));
                }
            }
        }

        Family("BPFO", "outer", bearing.Bpfo, 0, "", 0);
        Family("BPFI", "inner", bearing.Bpfi, 1, "1x", 2);
        Family("2BSF", "ball", bearing.TwoBsf, bearing.Ftf, "FTF", 1);
        Family("FTF", "cage", bearing.Ftf, 0, "", 0);
        return marks;
    }

    private static (double Hz, double Level) Peak(double hz, double slip, double binHz, IReadOnlyList<double> values)
    {
        int centre = (int)Math.Round(hz / binHz);
        int reach = Math.Max(1, (int)(hz * slip / binHz));
        int best = Math.Clamp(centre - reach, 1, values.Count - 1);
        for (int k = best + 1; k <= Math.Min(centre + reach, values.Count - 1); k++)
        {
            best = values[k] > values[best] ? k : best;
        }

        return (best * binHz, values[best]);
    }
}
