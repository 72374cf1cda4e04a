using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.ModelTools.Evaluation.Diagnosis;

/// <summary>Fault orders of a bearing, per revolution of the shaft: as computed from its geometry or as its maker prints them.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Outer">Ball pass order of the outer ring, above 0 to 64.</param>
/// <param name="Inner">Ball pass order of the inner ring.</param>
/// <param name="BallSpin">Spin order of a ball; a defect strikes twice a spin.</param>
/// <param name="Cage">Order of the cage.</param>
public sealed record BearingOrders(string Name, double Outer, double Inner, double BallSpin, double Cage)
{
    /// <summary>How a bearing is given on the command line.</summary>
    public const string Help = "6203, 6205, ER-10K, ER-16K; or BALLS:BALL/PITCH[:ANGLE], for instance 9:7.94/39.04 (any unit); or orders as BPFO,BPFI,BSF[,FTF]";

    /// <summary>Orders of a geometry.</summary>
    public static BearingOrders Of(BearingGeometry g) => new(g.Name, g.OuterRaceOrder, g.InnerRaceOrder, g.BallSpinOrder, g.CageOrder);

    /// <summary>A known bearing's name, a geometry, or orders.</summary>
    /// <returns>False when the text is none of these.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out BearingOrders? bearing)
    {
        bearing = null;
        string[] orders = text.Split(',', StringSplitOptions.TrimEntries);
        if (orders.Length is 3 or 4)
        {
            double[] o = [.. orders.Select(Number)];
            if (o.Take(3).All(v => v is > 0 and <= 64) && (o.Length == 3 || o[3] is > 0 and < 1))
            {
                // Outer and inner ring see all balls: n = BPFO + BPFI, and BPFO = n times the cage's order.
                bearing = new BearingOrders(text, o[0], o[1], o[2], o.Length == 4 ? o[3] : o[0] / (o[0] + o[1]));
            }

            return bearing is not null;
        }

        string[] parts = text.Split(':');
        if (parts.Length is 2 or 3 && parts[1].Split('/') is { Length: 2 } diameters && Number(diameters[0]) / Number(diameters[1]) is > 0 and < 1 and double ratio)
        {
            parts[1] = ratio.ToString("R", CultureInfo.InvariantCulture);
        }

        if (BearingGeometry.TryParse(string.Join(':', parts), out BearingGeometry? geometry))
        {
            bearing = Of(geometry) with { Name = text };
        }

        return bearing is not null;
    }

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
