using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>The broadband stream of docs/contracts/features.md in obvious loops.</summary>
internal static class PlainBroadband
{
    private const int Cosine1 = 237, Cosine2 = 181, Cosine3 = 98;

    private static readonly int[] Taps = MakeTaps();

    /// <summary>|z_k|^2 of channel 1 to 8 at a sample.</summary>
    public static long Square(short[] x, int at, int channel)
    {
        var r = new long[16];
        for (int n = 0; n < 48; n++)
        {
            r[n % 16] += Taps[n] * x[at + n];
        }

        long D(int j) => r[j] - r[j + 8];
        long S(int j) => r[j] + r[j + 8];
        long Times(long v, int cosine) => ((v >> 5) * cosine) >> 3;
        long re, im;
        switch (channel)
        {
            case 8:
                re = Enumerable.Range(0, 16).Sum(j => j % 2 == 0 ? r[j] : -r[j]);
                return re * re;
            case 4:
                re = S(0) - S(2) + S(4) - S(6);
                im = S(1) - S(3) + S(5) - S(7);
                break;
            case 2 or 6:
                long u = Times(S(1) - S(5) - S(3) + S(7), Cosine2);
                long v = Times(S(1) - S(5) + S(3) - S(7), Cosine2);
                re = S(0) - S(4) + (channel == 2 ? u : -u);
                im = S(2) - S(6) + (channel == 2 ? v : -v);
                break;
            default:
                long e1 = D(1) - D(7), e2 = D(2) - D(6), e3 = D(3) - D(5);
                long f1 = D(1) + D(7), f2 = D(2) + D(6), f3 = D(3) + D(5);
                long outerRe = Times(e1, Cosine1) + Times(e3, Cosine3), innerRe = Times(e1, Cosine3) - Times(e3, Cosine1);
                long outerIm = Times(f1, Cosine3) + Times(f3, Cosine1), innerIm = Times(f1, Cosine1) - Times(f3, Cosine3);
                (re, im) = channel switch
                {
                    1 => (D(0) + Times(e2, Cosine2) + outerRe, Times(f2, Cosine2) + D(4) + outerIm),
                    3 => (D(0) - Times(e2, Cosine2) + innerRe, innerIm + Times(f2, Cosine2) - D(4)),
                    5 => (D(0) - Times(e2, Cosine2) - innerRe, innerIm - Times(f2, Cosine2) + D(4)),
                    _ => (D(0) + Times(e2, Cosine2) - outerRe, outerIm - Times(f2, Cosine2) - D(4)),
                };
                break;
        }

        return (re * re) + (im * im);
    }

    /// <summary>Whitened spectrum of a whole signal, and how many spectra it holds.</summary>
    public static (int[] Whitened, int Spectra) Stream(short[] x, int hop, int terms, long binsPerOrderQ16)
    {
        int step = hop * terms;
        int span = step - hop + 48;
        int count = x.Length < span ? 0 : ((x.Length - span) / step) + 1;
        var spectrum = new RealSpectrum(512, WindowKind.Hann);
        var power = new long[257];
        var sums = new long[257];
        var means = new long[8];
        int meanCount = 0, spectra = 0;
        int[]? before = null;
        for (int half = 0; half < count / 256; half++)
        {
            var values = new int[256];
            var halfMeans = new long[8];
            for (int n = 0; n < 256; n++)
            {
                long value = 0;
                for (int c = 0; c < 8; c++)
                {
                    long p = Enumerable.Range(0, terms).Sum(j => Square(x, (((256 * half) + n) * step) + (j * hop), c + 1) >> 14);
                    halfMeans[c] += p;
                    if (meanCount > 0 && means[c] > 0)
                    {
                        int shift = Math.Max(0, IntegerMath.BitLength(means[c]) - 24);
                        value += ((Math.Min(p, (means[c] / meanCount) << 9) >> shift) * (((long)meanCount << 36) / (means[c] >> shift))) >> 24;
                    }
                }

                values[n] = (int)Math.Min((1 << 24) - 1, value);
            }

            bool known = meanCount > 0;
            meanCount += 256;
            bool fade = meanCount >= 4096;
            for (int c = 0; c < 8; c++)
            {
                means[c] = (means[c] + halfMeans[c]) >> (fade ? 1 : 0);
            }

            meanCount >>= fade ? 1 : 0;
            if (before is not null)
            {
                int[] window = [.. before, .. values];
                spectrum.Power(window, 0, (int)(window.Sum(v => (long)v) >> 9), power);
                for (int k = 0; k < 257; k++)
                {
                    sums[k] += power[k] >> 16;
                }

                spectra++;
            }

            before = known ? values : null;
        }

        int[] whitened = PlainEnvelope.Whiten([.. sums.Select((v, k) => k == 0 ? 0 : IntegerMath.Log2Q8(v))], 10);
        return (spectra == 0 ? new int[257] : WithoutShaft(whitened, binsPerOrderQ16), spectra);
    }

    /// <summary>w(j) less the median of w(j + m b) over m = -5..5 without 0, where that is above 0.</summary>
    public static int[] WithoutShaft(int[] w, long binsPerOrderQ16)
    {
        if (binsPerOrderQ16 < 4 << 16)
        {
            return [.. w];
        }

        var result = new int[w.Length];
        result[0] = w[0];
        for (int j = 1; j < w.Length; j++)
        {
            List<int> others = [];
            for (int m = -5; m <= 5; m++)
            {
                long at = ((long)j << 16) + (m * binsPerOrderQ16);
                if (m != 0 && at >= 65536 && at <= (long)(w.Length - 1) << 16)
                {
                    int bin = (int)(at >> 16);
                    int next = bin + 1 < w.Length ? w[bin + 1] : w[bin];
                    others.Add(w[bin] + (((next - w[bin]) * (int)((at & 65535) >> 1)) >> 15));
                }
            }

            others.Sort();
            int median = others.Count == 0 ? 0 : (others[(others.Count - 1) / 2] + others[others.Count / 2]) >> 1;
            result[j] = w[j] - Math.Max(0, median);
        }

        return result;
    }

    // sin^2 in Q10; four at each end of a pair are moved by one so that every residue modulo 16 adds up to 1536.
    private static int[] MakeTaps()
    {
        int[] taps = [.. Enumerable.Range(0, 48).Select(n => (int)Math.Round(1024 * Math.Pow(Math.Sin(Math.PI * (n + 0.5) / 48), 2)))];
        foreach ((int tap, int by) in new[] { (16, 1), (31, 1), (17, -1), (30, -1), (22, 1), (25, 1), (23, -1), (24, -1) })
        {
            taps[tap] += by;
        }

        return taps;
    }
}
