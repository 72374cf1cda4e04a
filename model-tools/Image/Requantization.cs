namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Multipliers and shifts of the arithmetic contract, one for all channels or one each: y = (x * multiplier + 2^(shift-1)) >> shift.
/// </summary>
/// <param name="Multipliers">1 to 2^31 - 1; one entry, or one a channel.</param>
/// <param name="Shifts">1 to 62; one entry, or one a channel. One for all makes the smallest images and the widest packing.</param>
public sealed record Requantization(IReadOnlyList<int> Multipliers, IReadOnlyList<int> Shifts)
{
    /// <summary>
    /// The nearest multipliers to real factors (input scale * weight scale / output scale) under one common shift that gives the
    /// largest of them 31 significant bits.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not positive and finite, too large (2^30 and up) or too small for the others.</exception>
    public static Requantization FromFactors(params IReadOnlyList<double> factors)
    {
        double largest = 0;
        foreach (double factor in factors)
        {
            if (!(factor > 0) || double.IsInfinity(factor))
            {
                throw new ArgumentOutOfRangeException(nameof(factors), factor, "A requantization factor must be positive and finite.");
            }

            largest = Math.Max(largest, factor);
        }

        int shift = 62;
        while (shift > 1 && Math.Round(largest * Math.Pow(2, shift)) > int.MaxValue)
        {
            shift--;
        }

        var multipliers = new int[factors.Count];
        for (int i = 0; i < multipliers.Length; i++)
        {
            double m = Math.Round(factors[i] * Math.Pow(2, shift));
            if (m > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(factors), factors[i], "A requantization factor must be below 2^30.");
            }

            // A channel 2^31 times weaker than the strongest cannot be told from zero: give it the least there is.
            multipliers[i] = Math.Max(1, (int)m);
        }

        return new Requantization(multipliers, [shift]);
    }
}
