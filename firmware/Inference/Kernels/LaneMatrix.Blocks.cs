namespace AIoT.Embedded.Inference
{
    /// <content>
    /// Rows of more than 12 words: blocks of 12 whose sums, times the multiplier, are kept in scratch memory until the last block, which
    /// has 2, 4, 8 or 12 words and reads up to <see cref="Lanes.SpareElementsOfBlocks"/> elements past the row; they meet weights of zero.
    /// </content>
    internal sealed partial class LaneMatrix
    {
        /// <summary>One row in the arena; results go to <c>arena[output ..]</c>.</summary>
        internal void MultiplyBlocks(sbyte[] arena, int start, long[] partial, int output)
        {
            int left = _columns.Length;
            int first = 0;
            long[] from = _start;
            while (left > Lanes.BlockWords)
            {
                Accumulate12(arena, start, first, from, partial);
                from = partial;
                first += Lanes.BlockWords;
                start += 3 * Lanes.BlockWords;
                left -= Lanes.BlockWords;
            }

            if (left == 2)
            {
                Finish2(arena, start, first, from, output);
            }
            else if (left == 4)
            {
                Finish4(arena, start, first, from, output);
            }
            else if (left == 8)
            {
                Finish8(arena, start, first, from, output);
            }
            else
            {
                Finish12(arena, start, first, from, output);
            }
        }

        /// <summary>to[n] = from[n] + (sum over 12 words) * m[n]</summary>
        private void Accumulate12(sbyte[] arena, int start, int first, long[] from, long[] to)
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
            long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
            long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
            long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
            long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
            long x4 = arena[start + 12] + (arena[start + 13] << 22) + ((long)arena[start + 14] << 44);
            long x5 = arena[start + 15] + (arena[start + 16] << 22) + ((long)arena[start + 17] << 44);
            long x6 = arena[start + 18] + (arena[start + 19] << 22) + ((long)arena[start + 20] << 44);
            long x7 = arena[start + 21] + (arena[start + 22] << 22) + ((long)arena[start + 23] << 44);
            long x8 = arena[start + 24] + (arena[start + 25] << 22) + ((long)arena[start + 26] << 44);
            long x9 = arena[start + 27] + (arena[start + 28] << 22) + ((long)arena[start + 29] << 44);
            long x10 = arena[start + 30] + (arena[start + 31] << 22) + ((long)arena[start + 32] << 44);
            long x11 = arena[start + 33] + (arena[start + 34] << 22) + ((long)arena[start + 35] << 44);
            n = multiplier.Length;
            while (--n >= 0)
            {
                to[n] = from[n] + ((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                    + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                    + c8[n] * x8 + c9[n] * x9 + c10[n] * x10 + c11[n] * x11) >> 44) * multiplier[n];
            }
        }

        /// <summary>arena[output + n] = clip((from[n] + (sum over 2 words) * m[n]) >> shift)</summary>
        private void Finish2(sbyte[] arena, int start, int first, long[] from, int output)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] multiplier = _multiplier;
            long[] c0 = _columns[first];
            long[] c1 = _columns[first + 1];
            long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
            long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
            n = multiplier.Length;
            while (--n >= 0)
            {
                if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                {
                    v = v < low ? low : low + (int)span;
                }

                arena[output + n] = (sbyte)v;
            }
        }

        /// <summary>arena[output + n] = clip((from[n] + (sum over 4 words) * m[n]) >> shift)</summary>
        private void Finish4(sbyte[] arena, int start, int first, long[] from, int output)
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
            long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
            long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
            long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
            long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
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
        private void Finish8(sbyte[] arena, int start, int first, long[] from, int output)
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
            long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
            long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
            long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
            long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
            long x4 = arena[start + 12] + (arena[start + 13] << 22) + ((long)arena[start + 14] << 44);
            long x5 = arena[start + 15] + (arena[start + 16] << 22) + ((long)arena[start + 17] << 44);
            long x6 = arena[start + 18] + (arena[start + 19] << 22) + ((long)arena[start + 20] << 44);
            long x7 = arena[start + 21] + (arena[start + 22] << 22) + ((long)arena[start + 23] << 44);
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
        private void Finish12(sbyte[] arena, int start, int first, long[] from, int output)
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
            long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
            long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
            long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
            long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
            long x4 = arena[start + 12] + (arena[start + 13] << 22) + ((long)arena[start + 14] << 44);
            long x5 = arena[start + 15] + (arena[start + 16] << 22) + ((long)arena[start + 17] << 44);
            long x6 = arena[start + 18] + (arena[start + 19] << 22) + ((long)arena[start + 20] << 44);
            long x7 = arena[start + 21] + (arena[start + 22] << 22) + ((long)arena[start + 23] << 44);
            long x8 = arena[start + 24] + (arena[start + 25] << 22) + ((long)arena[start + 26] << 44);
            long x9 = arena[start + 27] + (arena[start + 28] << 22) + ((long)arena[start + 29] << 44);
            long x10 = arena[start + 30] + (arena[start + 31] << 22) + ((long)arena[start + 32] << 44);
            long x11 = arena[start + 33] + (arena[start + 34] << 22) + ((long)arena[start + 35] << 44);
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
