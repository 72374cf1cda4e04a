namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// The weights of a dense or convolution layer in lanes (see <see cref="Lanes"/>), a column of words for each word of input:
    /// <code>y[n] = clip((start[n] + sum over k of w[n][k] * x[k] * m[n]) >> shift)</code>
    /// Rows of more than one block keep start plus what has been summed so far in scratch memory.
    /// </summary>
    internal sealed class LaneMatrix
    {
        // Column j holds word j of every output; columns past the last word are zeros that fill up the last block.
        private readonly long[][] _columns;
        private readonly long[] _multiplier;
        private readonly long[] _start;
        private readonly int _shift;
        private readonly int _low;
        private readonly int _high;
        private readonly int _block;
        private readonly int _words;

        private LaneMatrix(byte[] data, Layer layer, int units, int block, int shift)
        {
            _block = block;
            _shift = shift;
            _low = layer.Low;
            _high = layer.High;
            _words = Lanes.WordsFor(layer.Taps);
            _multiplier = new long[units];
            _start = new long[units];
            _columns = new long[PaddedWords(_words, block)][];
            long[] zeros = null;
            for (int j = 0; j < _columns.Length; j++)
            {
                if (j < _words)
                {
                    _columns[j] = new long[units];
                }
                else
                {
                    _columns[j] = zeros ?? (zeros = new long[units]);
                }
            }

            for (int n = 0; n < units; n++)
            {
                int own = Parameters.Shift(data, layer, n);
                long m = (long)Parameters.Multiplier(data, layer, n) << (shift - own);
                _multiplier[n] = m;
                _start[n] = ImageCursor.Int32At(data, layer.Bias + 4 * n) * m + (1L << (shift - 1)) + ((long)layer.ZeroPoint << shift);
                int row = layer.Weights + n * layer.Taps;
                for (int j = 0; j < _words; j++)
                {
                    int k = 3 * j;
                    _columns[j][n] = Lanes.PackWeights(
                        (sbyte)data[row + k],
                        k + 1 < layer.Taps ? (sbyte)data[row + k + 1] : 0,
                        k + 2 < layer.Taps ? (sbyte)data[row + k + 2] : 0);
                }
            }
        }

        /// <summary>The packed form of a layer, or null where it cannot be proved to give the contract's integers.</summary>
        internal static LaneMatrix TryPack(byte[] data, Layer layer, int units)
        {
            int shift = 0;
            for (int n = 0; n < layer.ShiftCount; n++)
            {
                int s = data[layer.Shifts + n];
                shift = s > shift ? s : shift;
            }

            bool wideBlocks = true;
            for (int n = 0; n < units; n++)
            {
                int row = layer.Weights + n * layer.Taps;
                long all = 0;
                int inBlock = 0;
                int filled = 0;
                for (int k = 0; k < layer.Taps; k++)
                {
                    int w = (sbyte)data[row + k];
                    w = w < 0 ? -w : w;
                    all += w;
                    inBlock += w;
                    filled++;
                    wideBlocks = wideBlocks && inBlock < Lanes.BlockWeightLimit;
                    if (filled == 3 * Lanes.BlockWords)
                    {
                        filled = 0;
                        inBlock = 0;
                    }
                }

                long bias = ImageCursor.Int32At(data, layer.Bias + 4 * n);
                if (!Provable(all * 128 + (bias < 0 ? -bias : bias), Parameters.Multiplier(data, layer, n), Parameters.Shift(data, layer, n), shift))
                {
                    return null;
                }
            }

            // Eleven and twelve words are one block, for which no scratch memory is planned to fall back on shorter ones.
            int words = Lanes.WordsFor(layer.Taps);
            if (!wideBlocks && words > Lanes.SafeBlockWords && words <= Lanes.BlockWords)
            {
                return null;
            }

            return new LaneMatrix(data, layer, units, wideBlocks ? Lanes.BlockWords : Lanes.SafeBlockWords, shift);
        }

        /// <summary>Bytes that the packed form of a layer takes beyond what its plain form does.</summary>
        internal static int BytesFor(Layer layer, int units)
        {
            return 8 * units * (Lanes.WordsFor(layer.Taps) + 2);
        }

        /// <summary>
        /// Start and every partial sum stay below 2^62, and the shifted result within an int, for accumulators up to <paramref name="largest"/>.
        /// </summary>
        private static bool Provable(long largest, long multiplier, int own, int shift)
        {
            if (shift > 53 || shift - own > 30 || largest >= 1L << 31)
            {
                return false;
            }

            // largest < 2^31 and multiplier < 2^31, so their product and one more doubling at a time stay below 2^63.
            long product = largest * multiplier;
            for (int k = own; k < shift; k++)
            {
                if (product >= 1L << 60)
                {
                    return false;
                }

                product <<= 1;
            }

            return product < 1L << 61 && product >> shift < 1 << 30;
        }

        private static int PaddedWords(int words, int block)
        {
            int whole = (words - 1) / block * block;
            return whole + Pad(words - whole);
        }

        /// <summary>The kernel that takes 1 to 12 words: 4, 6, 8, 10 or 12.</summary>
        private static int Pad(int words)
        {
            return words <= 4 ? 4 : (words + 1) & ~1;
        }

        /// <summary>One output position: inputs in <paramref name="words"/>, results to <c>output[o ..]</c>.</summary>
        internal void Multiply(long[] words, long[] partial, sbyte[] output, int o)
        {
            int block = _block;
            int left = _words;
            int first = 0;
            long[] from = _start;
            while (left > block)
            {
                if (block == Lanes.BlockWords)
                {
                    Accumulate12(words, first, from, partial);
                }
                else
                {
                    Accumulate10(words, first, from, partial);
                }

                from = partial;
                first += block;
                left -= block;
            }

            switch (Pad(left))
            {
                case 4:
                    Finish4(words, first, from, output, o);
                    break;
                case 6:
                    Finish6(words, first, from, output, o);
                    break;
                case 8:
                    Finish8(words, first, from, output, o);
                    break;
                case 10:
                    Finish10(words, first, from, output, o);
                    break;
                default:
                    Finish12(words, first, from, output, o);
                    break;
            }
        }

        /// <summary>to[n] = from[n] + (sum over 12 words) * m[n]</summary>
        private void Accumulate12(long[] words, int first, long[] from, long[] to)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long[] c4 = columns[first + 4];
            long[] c5 = columns[first + 5];
            long[] c6 = columns[first + 6];
            long[] c7 = columns[first + 7];
            long[] c8 = columns[first + 8];
            long[] c9 = columns[first + 9];
            long[] c10 = columns[first + 10];
            long[] c11 = columns[first + 11];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            long x6 = words[first + 6];
            long x7 = words[first + 7];
            long x8 = words[first + 8];
            long x9 = words[first + 9];
            long x10 = words[first + 10];
            long x11 = words[first + 11];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                to[n] = from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9 + c10[n] * x10 + c11[n] * x11) >> 44) * multiplier[n];
            }
        }

        /// <summary>to[n] = from[n] + (sum over 10 words) * m[n]</summary>
        private void Accumulate10(long[] words, int first, long[] from, long[] to)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long[] c4 = columns[first + 4];
            long[] c5 = columns[first + 5];
            long[] c6 = columns[first + 6];
            long[] c7 = columns[first + 7];
            long[] c8 = columns[first + 8];
            long[] c9 = columns[first + 9];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            long x6 = words[first + 6];
            long x7 = words[first + 7];
            long x8 = words[first + 8];
            long x9 = words[first + 9];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                to[n] = from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9) >> 44) * multiplier[n];
            }
        }

        /// <summary>output[o + n] = clip((from[n] + (sum over 12 words) * m[n]) >> shift)</summary>
        private void Finish12(long[] words, int first, long[] from, sbyte[] output, int o)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            int shift = _shift;
            int low = _low;
            int high = _high;
            uint span = (uint)(high - low);
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long[] c4 = columns[first + 4];
            long[] c5 = columns[first + 5];
            long[] c6 = columns[first + 6];
            long[] c7 = columns[first + 7];
            long[] c8 = columns[first + 8];
            long[] c9 = columns[first + 9];
            long[] c10 = columns[first + 10];
            long[] c11 = columns[first + 11];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            long x6 = words[first + 6];
            long x7 = words[first + 7];
            long x8 = words[first + 8];
            long x9 = words[first + 9];
            long x10 = words[first + 10];
            long x11 = words[first + 11];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                int v = (int)((from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9 + c10[n] * x10 + c11[n] * x11) >> 44) * multiplier[n]) >> shift);
                if ((uint)(v - low) > span)
                {
                    v = v < low ? low : high;
                }

                output[o + n] = (sbyte)v;
            }
        }

        /// <summary>output[o + n] = clip((from[n] + (sum over 10 words) * m[n]) >> shift)</summary>
        private void Finish10(long[] words, int first, long[] from, sbyte[] output, int o)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            int shift = _shift;
            int low = _low;
            int high = _high;
            uint span = (uint)(high - low);
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long[] c4 = columns[first + 4];
            long[] c5 = columns[first + 5];
            long[] c6 = columns[first + 6];
            long[] c7 = columns[first + 7];
            long[] c8 = columns[first + 8];
            long[] c9 = columns[first + 9];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            long x6 = words[first + 6];
            long x7 = words[first + 7];
            long x8 = words[first + 8];
            long x9 = words[first + 9];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                int v = (int)((from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9) >> 44) * multiplier[n]) >> shift);
                if ((uint)(v - low) > span)
                {
                    v = v < low ? low : high;
                }

                output[o + n] = (sbyte)v;
            }
        }

        /// <summary>output[o + n] = clip((from[n] + (sum over 8 words) * m[n]) >> shift)</summary>
        private void Finish8(long[] words, int first, long[] from, sbyte[] output, int o)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            int shift = _shift;
            int low = _low;
            int high = _high;
            uint span = (uint)(high - low);
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long[] c4 = columns[first + 4];
            long[] c5 = columns[first + 5];
            long[] c6 = columns[first + 6];
            long[] c7 = columns[first + 7];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            long x6 = words[first + 6];
            long x7 = words[first + 7];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                int v = (int)((from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7) >> 44) * multiplier[n]) >> shift);
                if ((uint)(v - low) > span)
                {
                    v = v < low ? low : high;
                }

                output[o + n] = (sbyte)v;
            }
        }

        /// <summary>output[o + n] = clip((from[n] + (sum over 6 words) * m[n]) >> shift)</summary>
        private void Finish6(long[] words, int first, long[] from, sbyte[] output, int o)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            int shift = _shift;
            int low = _low;
            int high = _high;
            uint span = (uint)(high - low);
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long[] c4 = columns[first + 4];
            long[] c5 = columns[first + 5];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                int v = (int)((from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5) >> 44) * multiplier[n]) >> shift);
                if ((uint)(v - low) > span)
                {
                    v = v < low ? low : high;
                }

                output[o + n] = (sbyte)v;
            }
        }

        /// <summary>output[o + n] = clip((from[n] + (sum over 4 words) * m[n]) >> shift)</summary>
        private void Finish4(long[] words, int first, long[] from, sbyte[] output, int o)
        {
            long half = Lanes.Half;
            long[] multiplier = _multiplier;
            int shift = _shift;
            int low = _low;
            int high = _high;
            uint span = (uint)(high - low);
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            int count = multiplier.Length;
            for (int n = 0; n < count; n++)
            {
                int v = (int)((from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3) >> 44) * multiplier[n]) >> shift);
                if ((uint)(v - low) > span)
                {
                    v = v < low ? low : high;
                }

                output[o + n] = (sbyte)v;
            }
        }
    }
}
