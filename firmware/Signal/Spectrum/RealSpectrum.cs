using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Power spectrum of a real signal: window, real Fourier transform and squared magnitude in integers,
    /// for 256, 512, 1024 and 2048 points. The result is the same to the bit everywhere.
    /// <para>
    /// With X[k] = sum over n of w[n] (x[n] - mean) exp(-2 pi i k n / N), the output is
    /// power[k] = |2^15 X[k] / N|^2 for k = 0..N/2 (one-sided, not doubled).
    /// A sine of amplitude A LSB at the centre of bin k (0 &lt; k &lt; N/2) gives (2^14 A)^2 with the rectangular window
    /// and (2^13 A)^2 with the Hann window, whatever N is.
    /// The mean square of the signal in LSB^2 is the sum over bins of g[k] power[k], divided by 2^30 and by the mean of w squared,
    /// with g = 1 for k = 0 and k = N/2 and g = 2 between.
    /// </para>
    /// <para>
    /// Headroom: for every int16 input, every int16 mean and every window, the sum of power over k = 0..N/2 stays below 2^62.
    /// An instance holds about 7 N bytes of tables (2.4 N for 2048 points) and 8 N bytes of work buffers and allocates nothing per spectrum; it serves one thread at a time.
    /// A second instance can borrow the work buffers of the first, and its twiddle factors where they hold the second's.
    /// </para>
    /// <para>
    /// The power is computed in the work buffers, in the place of what it is made of. <see cref="PowerInPlace(short[],int,int)"/> leaves it there:
    /// bin k is <c>Rows[k >> RowBits][k &amp; ((1 &lt;&lt; RowBits) - 1)]</c>, until the next spectrum in these buffers.
    /// </para>
    /// </summary>
    public sealed class RealSpectrum
    {
        /// <summary>power[k] = |2^AmplitudeBits X[k] / N|^2 for int16 samples.</summary>
        public const int AmplitudeBits = 15;

        /// <summary>power[k] = |2^WideAmplitudeBits X[k] / N|^2 for int32 samples.</summary>
        public const int WideAmplitudeBits = 7;

        private readonly int _points;
        private readonly int _window;
        private readonly int _rows;
        private readonly long[][] _windows; // null for 2048 points
        private readonly int[][] _twiddles; // null for 2048 points and what borrows from them

        // 2048 points are for boards whose memory is short: 11 KB less for 5 % more instructions.
        private readonly int[][] _quarterWindows;
        private readonly int[] _quarterWave;
        private readonly int _quarterStep;
        private readonly long[][] _columns;

        /// <summary>Makes the tables and buffers for one length and window.</summary>
        /// <param name="points">N: 256, 512, 1024 or 2048.</param>
        /// <param name="window">One of <see cref="WindowKind"/>.</param>
        public RealSpectrum(int points, int window)
            : this(points, window, null)
        {
        }

        /// <summary>Makes the tables for one length and window, and works in the buffers of another instance, which must not be busy at the same time.</summary>
        /// <param name="points">N: 256, 512, 1024 or 2048.</param>
        /// <param name="window">One of <see cref="WindowKind"/>.</param>
        /// <param name="lender">An instance of N or more points, or null for buffers of its own.</param>
        public RealSpectrum(int points, int window, RealSpectrum lender)
        {
            if (points != 256 && points != 512 && points != 1024 && points != 2048)
            {
                throw new ArgumentOutOfRangeException("points", "A spectrum has 256, 512, 1024 or 2048 points.");
            }

            if (window != WindowKind.Rectangular && window != WindowKind.Hann)
            {
                throw new ArgumentOutOfRangeException("window", "The window is none of WindowKind.");
            }

            if (lender != null && lender._points < points)
            {
                throw new ArgumentException("The lender's buffers are too short.", "lender");
            }

            _points = points;
            _window = window;

            // N = N1 N2: N1 rows (the length of the first transforms), N2 columns (of the second).
            _rows = points == 1024 ? 32 : points == 2048 ? 64 : 16;
            int columns = points == 256 ? 16 : 32;
            int[] cosines = QuarterWave.Cosines();
            RowBits = IntegerMath.BitLength(_rows) - 1;
            if (points == 2048)
            {
                _quarterWindows = SpectrumTables.QuarterWindows(points, _rows, columns, window, cosines);
            }
            else
            {
                _windows = SpectrumTables.Windows(points, _rows, columns, window, cosines);
            }

            _quarterStep = 2048 / points;
            if (points == 2048)
            {
                _quarterWave = lender != null ? lender._quarterWave : SpectrumTables.Quarters(cosines);
            }
            else if (lender != null && lender._quarterWave != null && columns == 32)
            {
                _quarterWave = lender._quarterWave;
            }
            else
            {
                _twiddles = Borrow(lender, columns) ?? SpectrumTables.Twiddles(points, _rows, columns, cosines);
            }

            if (lender != null && lender._columns.Length == columns)
            {
                _columns = lender._columns;
                return;
            }

            _columns = new long[columns][];
            for (int c = 0; c < columns; c++)
            {
                _columns[c] = lender != null ? lender._columns[c] : new long[_rows];
            }
        }

        /// <summary>N, the number of samples that one spectrum takes.</summary>
        public int Points
        {
            get { return _points; }
        }

        /// <summary>N/2 + 1, the number of power values that one spectrum gives; bin k lies at k * rate / N.</summary>
        public int Bins
        {
            get { return (_points >> 1) + 1; }
        }

        /// <summary>The window function, one of <see cref="WindowKind"/>.</summary>
        public int Window
        {
            get { return _window; }
        }

        /// <summary>The work buffers, each of 2^<see cref="RowBits"/> places or more: after <see cref="PowerInPlace(short[],int,int)"/> the first half of them holds the power.</summary>
        public long[][] Rows
        {
            get { return _columns; }
        }

        /// <summary>log2 of the number of bins that lie in one row.</summary>
        public int RowBits { get; }

        /// <summary>Mean of w over the window in Q20: the amplitude that a sine at a bin centre keeps.</summary>
        public int WindowMeanQ20
        {
            get { return _window == WindowKind.Hann ? 1 << 19 : 1 << 20; }
        }

        /// <summary>Mean of w squared in Q20: what noise power is scaled by.</summary>
        public int WindowPowerQ20
        {
            get { return _window == WindowKind.Hann ? 3 << 17 : 1 << 20; }
        }

        /// <summary>Power spectrum of <see cref="Points"/> samples as they are.</summary>
        /// <param name="samples">The signal.</param>
        /// <param name="start">Index of the first sample.</param>
        /// <param name="power">Takes <see cref="Bins"/> values in units of |2^15 X/N|^2.</param>
        public void Power(short[] samples, int start, long[] power)
        {
            Power(samples, start, 0, power);
        }

        /// <summary>Power spectrum of <see cref="Points"/> samples after taking their mean off.</summary>
        /// <param name="samples">The signal.</param>
        /// <param name="start">Index of the first sample.</param>
        /// <param name="mean">What to subtract from each sample before the window, -32768..32767.</param>
        /// <param name="power">Takes <see cref="Bins"/> values in units of |2^15 X/N|^2.</param>
        public void Power(short[] samples, int start, int mean, long[] power)
        {
            CheckRoom(power.Length);
            PowerInPlace(samples, start, mean);
            CopyRows(power);
        }

        /// <summary>Power spectrum of <see cref="Points"/> samples, left in <see cref="Rows"/> in units of |2^15 X/N|^2.</summary>
        /// <param name="samples">The signal.</param>
        /// <param name="start">Index of the first sample.</param>
        /// <param name="mean">What to subtract from each sample before the window, -32768..32767.</param>
        public void PowerInPlace(short[] samples, int start, int mean)
        {
            CheckRange(samples.Length, start);
            if (_points == 2048)
            {
                Columns64.Transform(samples, start, mean, _quarterWindows, SpectrumTables.BothWeights(_points, _window), _columns);
            }
            else if (_points == 1024)
            {
                Columns32.Transform(samples, start, mean, _windows, _columns);
            }
            else
            {
                Columns16.Transform(samples, start, mean, _windows, _columns);
            }

            TransformRows();
        }

        /// <summary>Power spectrum of <see cref="Points"/> samples of up to 25 bits, for 256 and 512 points.</summary>
        /// <param name="samples">The signal; every sample minus the mean must lie in -2^24..2^24.</param>
        /// <param name="start">Index of the first sample.</param>
        /// <param name="mean">What to subtract from each sample before the window.</param>
        /// <param name="power">Takes <see cref="Bins"/> values in units of |2^7 X/N|^2: 2^16 times coarser than for int16 samples.</param>
        public void Power(int[] samples, int start, int mean, long[] power)
        {
            CheckRoom(power.Length);
            PowerInPlace(samples, start, mean);
            CopyRows(power);
        }

        /// <summary>Power spectrum of <see cref="Points"/> samples of up to 25 bits, for 256 and 512 points, left in <see cref="Rows"/> in units of |2^7 X/N|^2.</summary>
        /// <param name="samples">The signal; every sample minus the mean must lie in -2^24..2^24.</param>
        /// <param name="start">Index of the first sample.</param>
        /// <param name="mean">What to subtract from each sample before the window.</param>
        public void PowerInPlace(int[] samples, int start, int mean)
        {
            if (_points > 512)
            {
                throw new InvalidOperationException("Spectra of int32 samples have 256 or 512 points.");
            }

            CheckRange(samples.Length, start);
            Columns16.Transform(samples, start, mean, _windows, _columns);
            TransformRows();
        }

        // The lender's row of step k is this one's row of k, where both have as many columns: angle k m / N = step k m / (step N).
        private int[][] Borrow(RealSpectrum lender, int columns)
        {
            if (lender == null || lender._twiddles == null || lender._columns.Length != columns)
            {
                return null;
            }

            int step = lender._points / _points;
            int[][] twiddles = new int[_rows >> 1][];
            for (int k = 1; k < twiddles.Length; k++)
            {
                if (k * step >= lender._twiddles.Length)
                {
                    return null;
                }

                twiddles[k] = lender._twiddles[k * step];
            }

            return twiddles;
        }

        private void TransformRows()
        {
            if (_points == 256)
            {
                Rows16.Edges(_columns, _rows);
                Rows16.Complex(_columns, _rows, _twiddles);
            }
            else
            {
                Rows32.Edges(_columns, _rows);
                if (_quarterWave != null)
                {
                    RowsOfQuarter32.Complex(_columns, _rows, _quarterWave, _quarterStep);
                }
                else
                {
                    Rows32.Complex(_columns, _rows, _twiddles);
                }
            }
        }

        private void CopyRows(long[] power)
        {
            long[][] rows = _columns;
            int length = _rows;
            int last = _points >> 1;
            int row = 0;
            for (int k = 0; k < last; k += length)
            {
                Array.Copy(rows[row++], 0, power, k, length);
            }

            power[last] = rows[row][0];
        }

        private void CheckRange(int available, int start)
        {
            if (start < 0 || start > available - _points)
            {
                throw new ArgumentOutOfRangeException("start", "The samples end before the window does.");
            }
        }

        private void CheckRoom(int room)
        {
            if (room < Bins)
            {
                throw new ArgumentOutOfRangeException("power", "The spectrum needs N/2 + 1 places.");
            }
        }
    }
}
