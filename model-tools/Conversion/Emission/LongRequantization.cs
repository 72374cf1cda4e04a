using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// One output's requantization as <c>(T * Multiplier + Start) >> Shift</c>: bias, rounding, zero point and offset in one number.
/// Multiplier and shift may be doubled together: (x * m + 2^(s-1)) >> s = (x * 2m + 2^s) >> (s + 1).
/// </summary>
/// <param name="Multiplier">Factor of the sum.</param>
/// <param name="Start">What is added.</param>
/// <param name="Shift">Shift to the result.</param>
internal sealed record LongRequantization(long Multiplier, long Start, int Shift)
{
    /// <param name="layer">The layer.</param>
    /// <param name="output">Which output.</param>
    /// <param name="bias">Bias with all that the sum lacks.</param>
    /// <param name="add">What is added to the result (zero point and the like).</param>
    /// <returns>Null where start would not fit 62 bits: then the contract's own form has to be printed.</returns>
    public static LongRequantization? Of(MatrixLayer layer, int output, long bias, long add)
    {
        Requantization r = layer.Requantization;
        long m = r.Multipliers[r.Multipliers.Count == 1 ? 0 : output];
        int s = r.Shifts[r.Shifts.Count == 1 ? 0 : output];
        Int128 start = (Int128)bias * m + ((Int128)1 << (s - 1)) + ((Int128)add << s);
        return start > long.MaxValue / 2 || start < long.MinValue / 2 ? null : new LongRequantization(m, (long)start, s);
    }

    /// <summary>The same with a larger shift, or null where a number would not fit 62 bits for sums up to the given magnitude.</summary>
    public LongRequantization? WithShift(int shift, long largestSum)
    {
        int more = shift - Shift;
        if (more < 0)
        {
            return null;
        }

        Int128 m = (Int128)Multiplier << more, start = (Int128)Start << more, reach = m * largestSum + (start < 0 ? -start : start);
        return reach < ((Int128)1 << 63) ? new LongRequantization((long)m, (long)start, shift) : null;
    }

    /// <summary>A multiplier beyond 32 bits is one opcode for the interpreter; a smaller one is two.</summary>
    public LongRequantization Lengthened(long largestSum)
    {
        LongRequantization at = this;
        while (at.Multiplier <= uint.MaxValue && at.Shift < 62 && at.WithShift(at.Shift + 1, largestSum) is { } next)
        {
            at = next;
        }

        return at.Multiplier > uint.MaxValue ? at : this;
    }

    /// <summary>Results for sums between the bounds.</summary>
    public (Int128 Low, Int128 High) Range(long low, long high) => (((Int128)low * Multiplier + Start) >> Shift, ((Int128)high * Multiplier + Start) >> Shift);
}
