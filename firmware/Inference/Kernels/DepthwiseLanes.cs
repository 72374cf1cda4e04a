namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// One channel's taps in lanes, for windows that move one column at a time. Three neighbouring taps of a kernel row share a word
    /// (see <see cref="Lanes"/>), and the sum moves up a lane with each column, so that one activation is read and multiplied once for three taps:
    /// <code>
    /// acc(t) = (acc(t - 1) &lt;&lt; 22) + sum over terms of x[t - delay] * W,   W = w[k - 2] + (w[k - 1] &lt;&lt; 22) + (w[k] &lt;&lt; 44)
    /// top lane of acc(t) = sum over terms of w[k] * x[t - delay] + w[k - 1] * x[t - delay - 1] + w[k - 2] * x[t - delay - 2]
    /// </code>
    /// A term is a kernel row and a group of three of its taps; delay is how far the group lies from the row's last tap. What leaves the
    /// top lane is lost mod 2^64. Exact while a channel's sum of |w| is below <see cref="Lanes.WeightLimit"/>.
    /// </summary>
    internal sealed class DepthwiseLanes
    {
        // Word of term j of output n at [n * terms + j]; offset of a term from the last column of the first kernel row.
        private readonly long[] _words;
        private readonly int[] _offsets;
        private readonly long[] _multiplier;
        private readonly long[] _start;
        private readonly int _shift;
        private readonly int _low;
        private readonly uint _span;
        private readonly int _terms;
        private readonly int _channels;
        private readonly int _units;
        private readonly int _reach;

        private DepthwiseLanes(Layer layer, Tensor input, int units, sbyte[] weights, long[] start, long[] multiplier, int shift)
        {
            int groups = (layer.KernelWidth + 2) / 3;
            _terms = layer.KernelHeight * groups;
            _words = new long[units * _terms];
            _offsets = new int[_terms];
            _start = start;
            _multiplier = multiplier;
            _shift = shift;
            _low = layer.Low;
            _span = (uint)(layer.High - layer.Low);
            _channels = input.Channels;
            _units = units;
            _reach = (3 * groups) - 1;
            for (int i = 0; i < layer.KernelHeight; i++)
            {
                for (int g = 0; g < groups; g++)
                {
                    int term = i * groups + g;
                    int tap = layer.KernelWidth - 1 - 3 * g;
                    _offsets[term] = (i * layer.DilationHeight * input.Width - 3 * g) * input.Channels;
                    for (int n = 0; n < units; n++)
                    {
                        int at = n * layer.Taps + i * layer.KernelWidth + tap;
                        _words[n * _terms + term] = Lanes.PackWeights(weights[at], tap > 0 ? weights[at - 1] : 0, tap > 1 ? weights[at - 2] : 0);
                    }
                }
            }
        }

        /// <summary>Columns before a window's last one that are read: at least the kernel's width - 1.</summary>
        internal int Reach
        {
            get { return _reach; }
        }

        /// <summary>The lanes of a layer, or null where its strides, types or weights do not allow them.</summary>
        internal static DepthwiseLanes TryPack(Layer layer, Tensor input, Tensor output, sbyte[] weights, long[] start, long[] multiplier, int shift)
        {
            if (start == null || layer.StrideWidth != 1 || layer.DilationWidth != 1 || layer.KernelWidth < 2 || input.Type != TensorType.Int8 || output.Type != TensorType.Int8)
            {
                return null;
            }

            for (int n = 0; n < output.Channels; n++)
            {
                int sum = 0;
                for (int k = n * layer.Taps; k < (n + 1) * layer.Taps && sum < Lanes.WeightLimit; k++)
                {
                    sum += weights[k] < 0 ? -weights[k] : weights[k];
                }

                if (sum >= Lanes.WeightLimit)
                {
                    return null;
                }
            }

            return new DepthwiseLanes(layer, input, output.Channels, weights, start, multiplier, shift);
        }

        /// <summary>
        /// <paramref name="count"/> neighbouring outputs of channel <paramref name="n"/>; <paramref name="at"/> is the first kernel row's last column
        /// under the first of them, and at least <see cref="Reach"/> columns lie before it.
        /// </summary>
        internal void Run(sbyte[] arena, int at, int o, int n, int count)
        {
            if (_terms == 1)
            {
                Run1(arena, at, o, n, count);
            }
            else if (_terms == 3)
            {
                Run3(arena, at, o, n, count);
            }
            else
            {
                RunAny(arena, at, o, n, count);
            }
        }

        private void Run1(sbyte[] arena, int at, int o, int n, int count)
        {
            int i = at;
            int v;
            int to = o;
            int channels = _channels;
            long half = Lanes.Half;
            long word = _words[n];
            long multiplier = _multiplier[n];
            long start = _start[n];
            int shift = _shift;
            int low = _low;
            uint span = _span;
            int units = _units;
            long acc = ((arena[i - channels - channels] * word) << 22) + arena[i - channels] * word;
            for (int end = to + count * units; to < end; to += units)
            {
                acc = (acc << 22) + arena[i] * word;
                if ((uint)((v = (int)((((acc + half) >> 44) * multiplier + start) >> shift)) - low) > span)
                {
                    v = v < low ? low : low + (int)span;
                }

                arena[to] = (sbyte)v;
                i += channels;
            }
        }

        private void Run3(sbyte[] arena, int at, int o, int n, int count)
        {
            int i = at;
            int v;
            int to = o;
            int channels = _channels;
            long half = Lanes.Half;
            long a = _words[3 * n];
            long b = _words[3 * n + 1];
            long c = _words[3 * n + 2];
            int offsetA = _offsets[0];
            int offsetB = _offsets[1];
            int offsetC = _offsets[2];
            long multiplier = _multiplier[n];
            long start = _start[n];
            int shift = _shift;
            int low = _low;
            uint span = _span;
            int units = _units;
            long acc = 0;
            i += offsetA - channels - channels;
            offsetB -= offsetA;
            offsetC -= offsetA;
            for (int warm = 2; warm > 0; warm--)
            {
                acc = (acc << 22) + arena[i] * a + arena[i + offsetB] * b + arena[i + offsetC] * c;
                i += channels;
            }

            for (int end = to + count * units; to < end; to += units)
            {
                acc = (acc << 22) + arena[i] * a + arena[i + offsetB] * b + arena[i + offsetC] * c;
                if ((uint)((v = (int)((((acc + half) >> 44) * multiplier + start) >> shift)) - low) > span)
                {
                    v = v < low ? low : low + (int)span;
                }

                arena[to] = (sbyte)v;
                i += channels;
            }
        }

        private void RunAny(sbyte[] arena, int at, int o, int n, int count)
        {
            int j;
            int i = at - _channels - _channels;
            int to = o;
            int terms = _terms;
            int first = n * terms;
            long[] words = _words;
            int[] offsets = _offsets;
            long multiplier = _multiplier[n];
            long start = _start[n];
            int shift = _shift;
            int low = _low;
            uint span = _span;
            int channels = _channels;
            long acc = 0;
            for (int step = -2; step < count; step++)
            {
                acc <<= 22;
                for (j = 0; j < terms; j++)
                {
                    acc += arena[i + offsets[j]] * words[first + j];
                }

                i += channels;
                if (step >= 0)
                {
                    int v = (int)((((acc + Lanes.Half) >> 44) * multiplier + start) >> shift);
                    if ((uint)(v - low) > span)
                    {
                        v = v < low ? low : low + (int)span;
                    }

                    arena[to] = (sbyte)v;
                    to += _units;
                }
            }
        }
    }
}
