namespace AIoT.Embedded.Inference
{
    /// <content>
    /// Rows of up to 12 words: inputs go from the arena straight into words in locals, columns of weights are array locals, and the
    /// positions of a convolution follow one another inside. One method a width, all the same but for their number of words:
    /// <code>
    /// for each position p:  X[j] = lanes of arena[start + p * step + 3j ..]
    ///                       output[p][n] = clip((start[n] + (sum over j of W[n][j] * X[j], read at bit 44) * m[n]) >> shift)
    /// </code>
    /// A last partial word reads up to <see cref="Lanes.SpareElements"/> elements past the row; they meet weights of zero.
    /// </content>
    internal sealed partial class LaneMatrix
    {
        /// <summary>Rows in the arena, <paramref name="step"/> elements apart; results follow one another from <paramref name="output"/>.</summary>
        internal void MultiplyRows(sbyte[] arena, int start, int step, int output, int positions)
        {
            switch (_columns.Length)
            {
                case 3:
                    Row3(arena, start, step, output, positions);
                    break;
                case 4:
                    Row4(arena, start, step, output, positions);
                    break;
                case 6:
                    Row6(arena, start, step, output, positions);
                    break;
                case 8:
                    Row8(arena, start, step, output, positions);
                    break;
                case 10:
                    Row10(arena, start, step, output, positions);
                    break;
                case 11:
                    Row11(arena, start, step, output, positions);
                    break;
                default:
                    Row12(arena, start, step, output, positions);
                    break;
            }
        }

        private void Row3(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
                long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
                long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
                long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
                n = count;
                while (--n >= 0)
                {
                    if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[output + n] = (sbyte)v;
                }

                start += step;
                output += count;
            }
        }

        private void Row4(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            long[] c3 = columns[3];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
                long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
                long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
                long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
                long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
                n = count;
                while (--n >= 0)
                {
                    if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[output + n] = (sbyte)v;
                }

                start += step;
                output += count;
            }
        }

        private void Row6(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            long[] c3 = columns[3];
            long[] c4 = columns[4];
            long[] c5 = columns[5];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
                long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
                long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
                long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
                long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
                long x4 = arena[start + 12] + (arena[start + 13] << 22) + ((long)arena[start + 14] << 44);
                long x5 = arena[start + 15] + (arena[start + 16] << 22) + ((long)arena[start + 17] << 44);
                n = count;
                while (--n >= 0)
                {
                    if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                        + c4[n] * x4 + c5[n] * x5) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[output + n] = (sbyte)v;
                }

                start += step;
                output += count;
            }
        }

        private void Row8(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            long[] c3 = columns[3];
            long[] c4 = columns[4];
            long[] c5 = columns[5];
            long[] c6 = columns[6];
            long[] c7 = columns[7];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
                long x0 = arena[start] + (arena[start + 1] << 22) + ((long)arena[start + 2] << 44);
                long x1 = arena[start + 3] + (arena[start + 4] << 22) + ((long)arena[start + 5] << 44);
                long x2 = arena[start + 6] + (arena[start + 7] << 22) + ((long)arena[start + 8] << 44);
                long x3 = arena[start + 9] + (arena[start + 10] << 22) + ((long)arena[start + 11] << 44);
                long x4 = arena[start + 12] + (arena[start + 13] << 22) + ((long)arena[start + 14] << 44);
                long x5 = arena[start + 15] + (arena[start + 16] << 22) + ((long)arena[start + 17] << 44);
                long x6 = arena[start + 18] + (arena[start + 19] << 22) + ((long)arena[start + 20] << 44);
                long x7 = arena[start + 21] + (arena[start + 22] << 22) + ((long)arena[start + 23] << 44);
                n = count;
                while (--n >= 0)
                {
                    if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                        + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[output + n] = (sbyte)v;
                }

                start += step;
                output += count;
            }
        }

        private void Row10(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            long[] c3 = columns[3];
            long[] c4 = columns[4];
            long[] c5 = columns[5];
            long[] c6 = columns[6];
            long[] c7 = columns[7];
            long[] c8 = columns[8];
            long[] c9 = columns[9];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
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
                n = count;
                while (--n >= 0)
                {
                    if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                        + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                        + c8[n] * x8 + c9[n] * x9) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[output + n] = (sbyte)v;
                }

                start += step;
                output += count;
            }
        }

        private void Row11(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            long[] c3 = columns[3];
            long[] c4 = columns[4];
            long[] c5 = columns[5];
            long[] c6 = columns[6];
            long[] c7 = columns[7];
            long[] c8 = columns[8];
            long[] c9 = columns[9];
            long[] c10 = columns[10];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
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
                n = count;
                while (--n >= 0)
                {
                    if ((uint)((v = (int)((((half + c0[n] * x0 + c1[n] * x1 + c2[n] * x2 + c3[n] * x3
                        + c4[n] * x4 + c5[n] * x5 + c6[n] * x6 + c7[n] * x7
                        + c8[n] * x8 + c9[n] * x9 + c10[n] * x10) >> 44) * multiplier[n] + from[n]) >> shift)) - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[output + n] = (sbyte)v;
                }

                start += step;
                output += count;
            }
        }

        private void Row12(sbyte[] arena, int start, int step, int output, int positions)
        {
            int n;
            int v;
            long half = Lanes.Half;
            int shift = _shift;
            int low = _low;
            uint span = (uint)(_high - low);
            long[] from = _start;
            long[] multiplier = _multiplier;
            long[][] columns = _columns;
            long[] c0 = columns[0];
            long[] c1 = columns[1];
            long[] c2 = columns[2];
            long[] c3 = columns[3];
            long[] c4 = columns[4];
            long[] c5 = columns[5];
            long[] c6 = columns[6];
            long[] c7 = columns[7];
            long[] c8 = columns[8];
            long[] c9 = columns[9];
            long[] c10 = columns[10];
            long[] c11 = columns[11];
            int count = from.Length;
            for (; positions > 0; positions--)
            {
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
                n = count;
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

                start += step;
                output += count;
            }
        }
    }
}
