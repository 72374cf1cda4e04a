namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Three products for one 64-bit multiplication, in the layout of generated code.
/// <code>
/// X = x0 + (x1 &lt;&lt; 21) + (x2 &lt;&lt; 43)
/// W = w2 + (w1 &lt;&lt; 22) + (w0 &lt;&lt; 43)
/// X * W = x0*w2 + (x1*w2 &lt;&lt; 21) + (x0*w1 &lt;&lt; 22) + (T &lt;&lt; 43)   (mod 2^64),  T = x0*w0 + x1*w1 + x2*w2
/// </code>
/// x1*w0 stands at bit 64, x2*w1 at 65, x2*w0 at 86: lost. T has the top 21 bits, one more than lanes of equal width leave it, so that
/// rows twice as long are read once: sum of T = (2^42 + sum of X*W) >> 43 while |sum T| is below 2^20 and the lower fields' sum within 2^42,
/// which <see cref="Row"/> proves from the weights themselves.
/// </summary>
internal static class WordLanes
{
    public const int Lane1 = 21, Lane2 = 43, Weight1 = 22;

    public const long Half = 1L << (Lane2 - 1);

    /// <summary>A one in each lane.</summary>
    public const long Ones = 1L | 1L << Lane1 | 1L << Lane2;

    /// <summary>What keeps results of either sign apart in a word: added to each, and its bit tells the sign.</summary>
    public const int SignBit = 19;

    public static int Words(int taps) => (taps + 2) / 3;

    public static long Weight(int w0, int w1, int w2) => w2 + ((long)w1 << Weight1) + ((long)w0 << Lane2);

    /// <summary>The range of a block's sum for inputs between the bounds, and whether it can be read exactly.</summary>
    public static (long Low, long High, bool Exact) Row(ReadOnlySpan<sbyte> row, int firstWord, int lastWord, long min, long max, long lowLaneExtra)
    {
        long low = 0, high = 0, restLow = 0, restHigh = 0;
        for (int j = firstWord; j < lastWord; j++)
        {
            int w0 = At(row, 3 * j), w1 = At(row, 3 * j + 1), w2 = At(row, 3 * j + 2);
            Span<int> w = [w0, w1, w2];
            foreach (int v in w)
            {
                low += Math.Min(v * min, v * max);
                high += Math.Max(v * min, v * max);
            }

            long spread = j == lastWord - 1 ? lowLaneExtra : 0;
            Add(w2 + (w2 == 0 ? spread : 0), 0);
            Add(w2 + (w2 == 0 ? spread : 0), Lane1);
            Add(w1, Weight1);
        }

        void Add(long v, int shift)
        {
            restLow += Math.Min(v * min, v * max) << shift;
            restHigh += Math.Max(v * min, v * max) << shift;
        }

        return (low, high, low >= -(1 << 20) + 256 && high < (1 << 20) - 256 && restLow >= -Half && restHigh < Half);
    }

    public static int At(ReadOnlySpan<sbyte> row, int k) => k < row.Length ? row[k] : 0;
}
