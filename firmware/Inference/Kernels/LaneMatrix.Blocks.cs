namespace AIoT.Embedded.Inference
{
    /// <content>Rows of more than 12 words: blocks of 12 whose sums, times the multiplier, are kept in scratch memory until the last.</content>
    internal sealed partial class LaneMatrix
    {
        /// <summary>One row, whose lanes are in <paramref name="words"/>; results go to <c>arena[output ..]</c>.</summary>
        internal void MultiplyBlocks(long[] words, long[] partial, sbyte[] arena, int output)
        {
            int left = _columns.Length;
            int first = 0;
            long[] from = _start;
            while (left > Lanes.BlockWords)
            {
                Accumulate12(words, first, from, partial);
                from = partial;
                first += Lanes.BlockWords;
                left -= Lanes.BlockWords;
            }

            if (left == 4)
            {
                Finish4(words, first, from, arena, output);
            }
            else if (left == 8)
            {
                Finish8(words, first, from, arena, output);
            }
            else
            {
                Finish12(words, first, from, arena, output);
            }
        }

        /// <summary>to[n] = from[n] + (sum over 12 words) * m[n]</summary>
        private void Accumulate12(long[] words, int first, long[] from, long[] to)
        {
            int n;
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
            n = multiplier.Length;
            while (--n >= 0)
            {
                to[n] = from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9 + c10[n] * x10 + c11[n] * x11) >> 44) * multiplier[n];
            }
        }

        /// <summary>arena[output + n] = clip((from[n] + (sum over 4 words) * m[n]) >> shift)</summary>
        private void Finish4(long[] words, int first, long[] from, sbyte[] arena, int output)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[first];
            long[] c1 = columns[first + 1];
            long[] c2 = columns[first + 2];
            long[] c3 = columns[first + 3];
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            n = multiplier.Length;
            while (--n >= 0)
            {
                if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                {
                    v = v < low ? low : low + (int)span;
                }

                arena[output + n] = (sbyte)v;
            }
        }

        /// <summary>arena[output + n] = clip((from[n] + (sum over 8 words) * m[n]) >> shift)</summary>
        private void Finish8(long[] words, int first, long[] from, sbyte[] arena, int output)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
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
            long x0 = words[first];
            long x1 = words[first + 1];
            long x2 = words[first + 2];
            long x3 = words[first + 3];
            long x4 = words[first + 4];
            long x5 = words[first + 5];
            long x6 = words[first + 6];
            long x7 = words[first + 7];
            n = multiplier.Length;
            while (--n >= 0)
            {
                if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                {
                    v = v < low ? low : low + (int)span;
                }

                arena[output + n] = (sbyte)v;
            }
        }

        /// <summary>arena[output + n] = clip((from[n] + (sum over 12 words) * m[n]) >> shift)</summary>
        private void Finish12(long[] words, int first, long[] from, sbyte[] arena, int output)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
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
            n = multiplier.Length;
            while (--n >= 0)
            {
                if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9 + c10[n] * x10 + c11[n] * x11) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                {
                    v = v < low ? low : low + (int)span;
                }

                arena[output + n] = (sbyte)v;
            }
        }
    }
}
