namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>A bearing's fault frequencies as multiples of the shaft's; 0: unknown.</summary>
/// <param name="Name">The bearing's designation, or where the orders come from.</param>
/// <param name="Bpfo">Balls passing a point of the outer race.</param>
/// <param name="Bpfi">Balls passing a point of the inner race.</param>
/// <param name="Bsf">A ball's spin; a damaged ball strikes twice a turn.</param>
/// <param name="Ftf">The cage.</param>
public sealed record BearingOrders(string Name, double Bpfo, double Bpfi, double Bsf, double Ftf)
{
    public const double Most = 64;

    /// <summary>In Q16, as firmware/Signal wants them; what is out of its range is unknown.</summary>
    public static int Q16(double order) => order is > 0 and <= Most ? (int)Math.Round(order * 65536) : 0;
}
