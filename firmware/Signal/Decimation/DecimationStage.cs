using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>One filter of a decimator with the samples that it still needs.</summary>
    internal sealed class DecimationStage
    {
        /// <summary>Most samples that one call takes.</summary>
        internal const int Block = 128;

        private readonly int _factor;
        private readonly int _kind;
        private readonly int _taps;
        private readonly short[] _half; // null for a half-band
        private readonly short[] _kept;
        private int _count; // samples kept
        private int _next;  // where the next output's window starts, may lie past the kept samples

        internal DecimationStage(int factor, int halfBandKind)
        {
            _factor = factor;
            _kind = halfBandKind;
            _half = factor == 2 ? null : OddFactorTaps.Half(factor);
            _taps = factor == 2 ? HalfBand.Taps(halfBandKind) : 2 * _half.Length - 1;
            _kept = new short[_taps - 1 + Block];
        }

        internal int Factor
        {
            get { return _factor; }
        }

        internal int Taps
        {
            get { return _taps; }
        }

        internal void Reset()
        {
            _count = 0;
            _next = 0;
        }

        /// <summary>Takes up to <see cref="Block"/> samples and writes the outputs that they complete.</summary>
        /// <returns>Number of outputs.</returns>
        internal int Process(short[] input, int start, int count, short[] output, int outputStart)
        {
            Array.Copy(input, start, _kept, _count, count);
            _count += count;
            int last = _count - _taps;
            int at = outputStart;
            if (_next <= last)
            {
                at = _half == null
                    ? HalfBand.Run(_kind, _kept, _next, last, output, at)
                    : Run(_kept, _next, last, output, at);
                _next += (at - outputStart) * _factor;
            }

            int drop = _next < _count ? _next : _count;
            if (drop > 0)
            {
                _count -= drop;
                _next -= drop;
                Array.Copy(_kept, drop, _kept, 0, _count);
            }

            return at - outputStart;
        }

        // y = (sum of h[k] x[i + k] + 2^14) >> 15, saturated; the two samples that share a tap are added first.
        private int Run(short[] x, int i, int last, short[] output, int at)
        {
            short[] half = _half;
            int centre = half.Length - 1;
            int factor = _factor;
            for (; i <= last; i += factor)
            {
                int middle = i + centre;
                int y = 16384 + half[0] * x[middle];
                int after = middle + 1;
                int before = middle - 1;
                for (int k = 1; k <= centre; k++)
                {
                    y += half[k] * (x[before--] + x[after++]);
                }

                y >>= 15;
                output[at++] = (short)(y > 32767 ? 32767 : y < -32768 ? -32768 : y);
            }

            return at;
        }
    }
}
