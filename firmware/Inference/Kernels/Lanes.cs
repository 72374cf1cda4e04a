namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Three int8 products for one 64-bit multiplication.
    /// <para>
    /// Three activations and three weights are laid into words of 22-bit lanes, the weights in reverse:
    /// <code>
    /// X = x0 + (x1 &lt;&lt; 22) + (x2 &lt;&lt; 44)
    /// W = w2 + (w1 &lt;&lt; 22) + (w0 &lt;&lt; 44)                       (mod 2^64)
    /// X * W = L + (M &lt;&lt; 22) + (T &lt;&lt; 44)                        (mod 2^64)
    /// T = x0*w0 + x1*w1 + x2*w2,  M = x0*w1 + x1*w2,  L = x0*w2
    /// </code>
    /// What would stand at bit 66 and above is lost, and the wanted sum T stands in the top lane of 20 bits. (With lanes of 21 bits the lost
    /// part would begin at bit 63 and spoil the sign.) Products of several words are summed as they are and read once:
    /// <code>sum of T = (2^43 + sum of X*W) >> 44</code>
    /// </para>
    /// <para>
    /// This is exact while |sum T| &lt; 2^19 and |sum L + (sum M &lt;&lt; 22)| &lt; 2^43: only the top lane is read, so the lower two may run into
    /// each other. With int8 on both sides (-128 included) and 12 words |sum M| is at most 2 * 12 * 2^14 &lt; 2^19, so the second always holds.
    /// The first holds when the weights that are summed have a sum of |w| below <see cref="WeightLimit"/> = 4096 (128 * 4096 = 2^19), which
    /// the engine proves when it packs a layer: always so for 10 words, and for 32 weights from -127 to 127. A layer that cannot be proved
    /// runs in its plain form.
    /// </para>
    /// <para>
    /// Bias, rounding and zero point then cost nothing: with start = bias * m + 2^(s-1) + (zeroPoint &lt;&lt; s) the result before clipping is
    /// <code>y = (start + T * m) >> s</code>
    /// and a row of several blocks adds T * m of each to start before the one shift. Shifts that differ between channels are first made
    /// equal: (x * m + 2^(s-1)) >> s = (x * (m &lt;&lt; k) + 2^(s+k-1)) >> (s + k). Both need |start| + |T| * m to stay below 2^63, which the
    /// engine proves from sum |w| * 128 + |bias| when it packs a layer, and |y| before clipping to fit an int.
    /// </para>
    /// <para>
    /// A word whose last places lie past the row may hold any int8 there: where w1 = w2 = 0 or w2 = 0 those lanes reach T with weight 0.
    /// </para>
    /// </summary>
    public static class Lanes
    {
        /// <summary>Bits from one lane to the next.</summary>
        public const int Width = 22;

        /// <summary>Where the wanted sum stands.</summary>
        public const int Top = 44;

        /// <summary>Half a unit of the top lane: what a sum of products starts from, so that the lower lanes' borrow rounds away.</summary>
        public const long Half = 1L << 43;

        /// <summary>Weights that are summed before the top lane is read must have a sum of |w| below this.</summary>
        public const int WeightLimit = 4096;

        /// <summary>Words that may be summed whatever the weights are.</summary>
        public const int SafeWords = 10;

        /// <summary>Words that the engine's kernels sum before they read the top lane.</summary>
        public const int BlockWords = 12;

        /// <summary>Elements that a kernel may read past a row of up to 12 words in the arena, and past a longer one: they meet weights of zero.</summary>
        public const int SpareElements = 8, SpareElementsOfBlocks = 11;

        /// <summary>Words of a row of <paramref name="taps"/> values.</summary>
        public static int WordsFor(int taps)
        {
            return (taps + 2) / 3;
        }

        /// <summary>The word of three activations.</summary>
        public static long PackActivations(int x0, int x1, int x2)
        {
            return x0 + ((long)x1 << Width) + ((long)x2 << Top);
        }

        /// <summary>The word of three weights, reversed.</summary>
        public static long PackWeights(int w0, int w1, int w2)
        {
            return w2 + ((long)w1 << Width) + ((long)w0 << Top);
        }
    }
}
