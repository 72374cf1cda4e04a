using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

/// <summary>The arithmetic of <see cref="RealSpectrum"/> in plain loops: what the generated kernels must equal to the bit.</summary>
internal sealed class PlainSpectrum
{
    private readonly int _points;
    private readonly int _bits;
    private readonly int _rows;     // N1, length of the first transforms
    private readonly int _columns;  // N2, length of the second transforms
    private readonly long[] _window; // 2^30 w[n] / N
    private readonly long[] _cosine; // cos(2 pi k / N), k = 0..N-1, Q20
    private readonly long[] _sine;

    public PlainSpectrum(int points, int window)
    {
        _points = points;
        _rows = points <= 512 ? 16 : points >> 5;
        _columns = points / _rows;
        _bits = points == 256 ? 8 : points == 512 ? 9 : points == 1024 ? 10 : 11;
        int[] quarter = [.. Enumerable.Range(0, 513).Select(k => (int)Math.Floor((Math.Cos(2 * Math.PI * k / 2048) * (1 << 30)) + 0.5))];
        int step = 2048 / points;
        _window = new long[points];
        _cosine = new long[points];
        _sine = new long[points];
        for (int n = 0; n < points; n++)
        {
            int k = n * step;
            long cosine = k <= 512 ? quarter[k] : k <= 1024 ? -quarter[1024 - k] : k <= 1536 ? -quarter[k - 1024] : quarter[2048 - k];
            int j = (k + 1536) & 2047;
            long sine = j <= 512 ? quarter[j] : j <= 1024 ? -quarter[1024 - j] : j <= 1536 ? -quarter[j - 1024] : quarter[2048 - j];
            _window[n] = window == WindowKind.Hann ? ((1L << 30) - cosine + (1L << _bits)) >> (_bits + 1) : (1L << 30) >> _bits;
            _cosine[n] = cosine < 0 ? -((-cosine + (1 << 9)) >> 10) : (cosine + (1 << 9)) >> 10;
            _sine[n] = sine < 0 ? -((-sine + (1 << 9)) >> 10) : (sine + (1 << 9)) >> 10;
        }
    }

    public void Power(short[] samples, int start, int mean, long[] power)
    {
        long[] windowed = new long[_points];
        for (int n = 0; n < _points; n++)
        {
            windowed[n] = (samples[start + n] - mean) * _window[n];
        }

        Transform(windowed, power);
    }

    public void Power(int[] samples, int start, int mean, long[] power)
    {
        long[] windowed = new long[_points];
        for (int n = 0; n < _points; n++)
        {
            windowed[n] = ((samples[start + n] - mean) * _window[n]) >> 8;
        }

        Transform(windowed, power);
    }

    // N = N1 N2, n = N2 n1 + n2 with n2 = -N2/2..N2/2-1 (mod N), k = k1 + N1 k2:
    // X[k] = sum over n2 of W_N2^(n2 k2) * W_N^(n2 k1) * (sum over n1 of W_N1^(n1 k1) x[N2 n1 + n2])
    private void Transform(long[] windowed, long[] power)
    {
        int half = _rows / 2;
        long[][] re = new long[_columns][];
        long[][] im = new long[_columns][];
        for (int c = 0; c < _columns; c++)
        {
            long[] column = new long[_rows];
            for (int n1 = 0; n1 < _rows; n1++)
            {
                column[n1] = windowed[(_columns * n1 + c - _columns / 2) & (_points - 1)];
            }

            re[c] = new long[half + 1];
            im[c] = new long[half + 1];
            RealTransform(column, re[c], im[c]);
        }

        const long rounding = 1 << 9;
        long[] x = new long[_columns];
        long[] y = new long[_columns];

        // Row 0: real.
        for (int c = 0; c < _columns; c++)
        {
            x[(c - _columns / 2) & (_columns - 1)] = re[c][0] >> 5;
        }

        x[0] += rounding;
        long[] outRe = new long[_columns / 2 + 1];
        long[] outIm = new long[_columns / 2 + 1];
        RealTransform(x, outRe, outIm);
        for (int k = 0; k <= _columns / 2; k++)
        {
            power[k * _rows] = Square(outRe[k], outIm[k]);
        }

        // Rows 1..N1/2-1: complex.
        for (int k1 = 1; k1 < half; k1++)
        {
            for (int c = 0; c < _columns; c++)
            {
                int n2 = c - _columns / 2;
                Twiddle(re[c][k1], im[c][k1], n2 * k1, x, y, n2 & (_columns - 1));
            }

            x[0] += rounding;
            y[0] += rounding;
            ComplexTransform(x, y);
            for (int k2 = 0; k2 < _columns; k2++)
            {
                int k = k1 + _rows * k2;
                power[k <= _points / 2 ? k : _points - k] = Square(x[k2], y[k2]);
            }
        }

        // Row N1/2: real data at odd frequencies; a half-length complex transform gives every other bin, the rest are conjugates.
        int quarter = _columns / 2;
        long[] u = new long[quarter];
        long[] v = new long[quarter];
        for (int n = 0; n < quarter; n++)
        {
            Twiddle(re[quarter + n][half], re[n][half], n * half, u, v, n);
        }

        u[0] += rounding;
        v[0] += rounding;
        ComplexTransform(u, v);
        for (int k = 0; k < quarter; k++)
        {
            int bin = half + _rows * 2 * k;
            power[bin <= _points / 2 ? bin : _points - bin] = Square(u[k], v[k]);
        }
    }

    // (a + ib) W_N^m, five bits less.
    private void Twiddle(long a, long b, int m, long[] x, long[] y, int at)
    {
        if (m == 0)
        {
            x[at] = a >> 5;
            y[at] = b >> 5;
            return;
        }

        long c = _cosine[m & (_points - 1)];
        long s = _sine[m & (_points - 1)];
        x[at] = (a * c + b * s) >> 25;
        y[at] = (b * c - a * s) >> 25;
    }

    private long Square(long re, long im)
    {
        re >>= 10;
        im >>= 10;
        return re * re + im * im;
    }

    // Real split-radix transform, decimation in frequency: x (n values) to re, im of bins 0..n/2.
    private void RealTransform(long[] x, long[] re, long[] im)
    {
        int n = x.Length;
        if (n == 2)
        {
            re[0] = x[0] + x[1];
            re[1] = x[0] - x[1];
            im[0] = 0;
            im[1] = 0;
            return;
        }

        int h = n / 2;
        int q = n / 4;
        long[] even = new long[h];
        for (int j = 0; j < h; j++)
        {
            even[j] = x[j] + x[j + h];
        }

        long[] evenRe = new long[q + 1];
        long[] evenIm = new long[q + 1];
        RealTransform(even, evenRe, evenIm);
        for (int k = 0; k <= q; k++)
        {
            re[2 * k] = evenRe[k];
            im[2 * k] = evenIm[k];
        }

        long[] u = new long[q];
        long[] v = new long[q];
        for (int j = 0; j < q; j++)
        {
            Rotate(x[j] - x[j + h], x[j + 3 * q] - x[j + q], j, n, u, v, j);
        }

        ComplexTransform(u, v);
        for (int k = 0; k < q; k++)
        {
            int bin = 4 * k + 1;
            re[bin <= h ? bin : n - bin] = u[k];
            im[bin <= h ? bin : n - bin] = bin <= h ? v[k] : -v[k];
        }
    }

    // Complex split-radix transform, decimation in frequency, in place and in order.
    private void ComplexTransform(long[] x, long[] y)
    {
        int n = x.Length;
        if (n == 1)
        {
            return;
        }

        int h = n / 2;
        long[] evenX = new long[h];
        long[] evenY = new long[h];
        for (int j = 0; j < h; j++)
        {
            evenX[j] = x[j] + x[j + h];
            evenY[j] = y[j] + y[j + h];
        }

        ComplexTransform(evenX, evenY);
        if (n == 2)
        {
            long dx = x[0] - x[1];
            long dy = y[0] - y[1];
            x[0] = evenX[0];
            y[0] = evenY[0];
            x[1] = dx;
            y[1] = dy;
            return;
        }

        int q = n / 4;
        long[] ux = new long[q];
        long[] uy = new long[q];
        long[] vx = new long[q];
        long[] vy = new long[q];
        for (int j = 0; j < q; j++)
        {
            long px = x[j] - x[j + h];
            long py = y[j] - y[j + h];
            long rx = x[j + q] - x[j + 3 * q];
            long ry = y[j + q] - y[j + 3 * q];
            Rotate(px + ry, py - rx, j, n, ux, uy, j);
            Rotate(px - ry, py + rx, 3 * j, n, vx, vy, j);
        }

        ComplexTransform(ux, uy);
        ComplexTransform(vx, vy);
        for (int k = 0; k < h; k++)
        {
            x[2 * k] = evenX[k];
            y[2 * k] = evenY[k];
        }

        for (int k = 0; k < q; k++)
        {
            x[4 * k + 1] = ux[k];
            y[4 * k + 1] = uy[k];
            x[4 * k + 3] = vx[k];
            y[4 * k + 3] = vy[k];
        }
    }

    // (a + ib) W_n^e, each part rounded down once; where both products carry a minus sign it stands outside of the rounding.
    // An eighth of a turn takes two products instead of four.
    private void Rotate(long a, long b, int e, int n, long[] x, long[] y, int at)
    {
        long c = Math.Abs(_cosine[e * (_points / n)]);
        long s = Math.Abs(_sine[e * (_points / n)]);
        (x[at], y[at]) =
            e == 0 ? (a, b)
            : 8 * e == n ? (((a + b) * c) >> 20, ((b - a) * c) >> 20)
            : 8 * e == 3 * n ? (((b - a) * c) >> 20, -(((a + b) * c) >> 20))
            : 4 * e < n ? ((a * c + b * s) >> 20, (b * c - a * s) >> 20)
            : 2 * e < n ? ((b * s - a * c) >> 20, -((a * s + b * c) >> 20))
            : (-((a * c + b * s) >> 20), (a * s - b * c) >> 20);
    }
}
