namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Contributions as whole multiples of 1e-10 whose decimals add up: the last digits of floating point differ between machines, these do
/// not, and whoever adds them up by hand gets the sum.
/// </summary>
public static class RoundedShares
{
    private const double Unit = 1e10;

    public static double Round(double value) => Math.Round(value * Unit) / Unit;

    /// <summary>Rounds <paramref name="shares"/> in place so that they add up to round(score) - round(base); what rounding leaves over goes to the greatest.</summary>
    /// <returns>Base, score and sum, rounded.</returns>
    public static (double Base, double Score, double Sum) Settle(Span<double> shares, double @base, double score)
    {
        long from = Units(@base), to = Units(score), left = to - from;
        int greatest = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            left -= Units(shares[i]);
            greatest = Math.Abs(shares[i]) > Math.Abs(shares[greatest]) ? i : greatest;
        }

        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = (Units(shares[i]) + (i == greatest ? left : 0)) / Unit;
        }

        return (from / Unit, to / Unit, (to - from) / Unit);
    }

    private static long Units(double value) => (long)Math.Round(value * Unit);
}
