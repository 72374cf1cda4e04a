using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>The envelope section of docs/contracts/features.md in obvious loops.</summary>
internal static class PlainEnvelope
{
    private static readonly int[] Taps = [.. Enumerable.Range(0, 24).Select(n => (int)Math.Round(1024 * Math.Pow(Math.Sin(Math.PI * (n + 0.5) / 24), 2)))];

    /// <summary>|z_k|^2 of channel 1 to 4 at a sample.</summary>
    public static long Square(short[] x, int at, int channel)
    {
        var r = new long[8];
        for (int n = 0; n < 24; n++)
        {
            r[n % 8] += Taps[n] * x[at + n];
        }

        if (channel == 4)
        {
            long z = r[0] - r[1] + r[2] - r[3] + r[4] - r[5] + r[6] - r[7];
            return z * z;
        }

        long re, im;
        if (channel == 2)
        {
            re = r[0] - r[2] + r[4] - r[6];
            im = r[1] - r[3] + r[5] - r[7];
        }
        else
        {
            long a0 = r[0] - r[4], a1 = r[1] - r[5], a2 = r[2] - r[6], a3 = r[3] - r[7];
            long u = (((a1 - a3) >> 5) * 181) >> 3;
            long v = (((a1 + a3) >> 5) * 181) >> 3;
            re = channel == 1 ? a0 + u : a0 - u;
            im = channel == 1 ? a2 + v : a2 - v;
        }

        return (re * re) + (im * im);
    }

    /// <summary>logs[k] less the mean of its neighbours.</summary>
    public static int[] Whiten(int[] logs, int halfWidth)
    {
        var whitened = new int[logs.Length];
        for (int k = 1; k < logs.Length; k++)
        {
            int low = Math.Max(1, k - halfWidth), high = Math.Min(logs.Length - 1, k + halfWidth);
            int sum = 0;
            for (int j = low; j <= high; j++)
            {
                sum += logs[j];
            }

            whitened[k] = logs[k] - (sum / (high - low + 1));
        }

        return whitened;
    }

    /// <summary>Whitened spectrum, level, kurtosis and crest of one window.</summary>
    public static (int[] Whitened, int Level, int Kurtosis, int Crest) Window(short[] x, int start, int length, int firstChannel, int lastChannel)
    {
        int count = ((length - 24) / 8) + 1;
        int points = length > 1024 ? 512 : 256;
        var q = new int[points];
        long all = 0;
        for (int channel = firstChannel; channel <= lastChannel; channel++)
        {
            long[] p = [.. Enumerable.Range(0, count).Select(m => Square(x, start + (8 * m), channel) >> 6)];
            long sum = p.Sum();
            all += sum;
            if (sum > 0)
            {
                int shift = Math.Max(0, IntegerMath.BitLength(sum) - 24);
                long multiplier = ((long)count << 36) / (sum >> shift);
                for (int m = 0; m < count; m++)
                {
                    q[m] += (int)(((p[m] >> shift) * multiplier) >> 24);
                }
            }
        }

        long total = q.Sum(v => (long)v);
        if (total == 0)
        {
            return (new int[(points / 2) + 1], 0, 0, 0);
        }

        int level = (IntegerMath.Log2Q8(all) - IntegerMath.Log2Q8(count) + 2048 - (2 * IntegerMath.Log2Q8(12288))) >> 1;
        int kurtosis = IntegerMath.Log2Q8(q.Sum(v => (long)v * v) * count) - (2 * IntegerMath.Log2Q8(total));
        int crest = (IntegerMath.Log2Q8((long)q.Max() * count) - IntegerMath.Log2Q8(total)) >> 1;
        int mean = (int)(total / count);
        for (int m = 0; m < count; m++)
        {
            int hann = (int)Math.Floor((512 * Math.Pow(Math.Sin(Math.PI * (m + 0.5) / count), 2)) + 0.5);
            q[m] = ((q[m] - mean) * hann) >> 7;
        }

        var power = new long[(points / 2) + 1];
        new RealSpectrum(points, WindowKind.Rectangular).Power(q, 0, 0, power);
        return (Whiten([.. power.Select((v, k) => k == 0 ? 0 : IntegerMath.Log2Q8(v))], 20), level, Math.Max(0, kurtosis), Math.Max(0, crest));
    }

    /// <summary>C(o) of the comb, or null.</summary>
    public static int? Comb(int[] whitened, long binsPerOrderQ16, int orderQ16, int slipSteps)
    {
        int[] weights = [5, 4, 3, 2];
        long position = (orderQ16 * binsPerOrderQ16) >> 16;
        long end = (whitened.Length - 1L) * 62259;
        if (position < 65536 || position > end)
        {
            return null;
        }

        int best = int.MinValue;
        int step = slipSteps == 0 ? 1 : 1311 / slipSteps;
        for (int s = -slipSteps; s <= slipSteps; s++)
        {
            long first = (position * (65536 + (s * step))) >> 24;
            int sum = 0, weight = 0;
            for (int h = 1; h <= 4 && h * position <= end; h++)
            {
                int bin = (int)((h * first) >> 8);
                int part = (int)((h * first) & 255);
                sum += weights[h - 1] * ((whitened[bin] * 256) + ((whitened[bin + 1] - whitened[bin]) * part));
                weight += weights[h - 1];
            }

            best = Math.Max(best, sum / (weight * 256));
        }

        return best;
    }

    /// <summary>The four scores.</summary>
    public static int[] Scores(FaultComb combs, int[] whitened, long binsPerOrderQ16, int[] ordersQ16, int slipSteps)
    {
        int[] chance = [.. Enumerable.Range(0, combs.DummyCount).Select(i => Comb(whitened, binsPerOrderQ16, combs.DummyAt(i), slipSteps)).OfType<int>().Order()];
        int median = chance.Length == 0 ? 0 : (chance[(chance.Length - 1) / 2] + chance[chance.Length / 2]) >> 1;
        return [.. ordersQ16.Select(order => Comb(whitened, binsPerOrderQ16, order, slipSteps) is { } level ? level - median : 0)];
    }

    /// <summary>Whitened spectrum of a stream over a whole signal, and how many spectra it holds.</summary>
    public static (int[] Whitened, int Spectra) Stream(short[] x, int hop, int terms)
    {
        int step = hop * terms;
        int span = step - hop + 24;
        int count = x.Length < span ? 0 : ((x.Length - span) / step) + 1;
        var logs = new int[257];
        int spectra = 0;
        var power = new long[257];
        var spectrum = new RealSpectrum(512, WindowKind.Hann);
        for (int channel = 1; channel <= 4; channel++)
        {
            long[] p = [.. Enumerable.Range(0, count).Select(m => Enumerable.Range(0, terms).Sum(j => Square(x, (m * step) + (j * hop), channel) >> 12))];
            int shift = 0, unit = 0, halves = p.Length / 256;
            var window = new short[512];
            var sums = new long[257];
            spectra = 0;
            for (int half = 0; half < halves; half++)
            {
                for (int n = 0; n < 256; n++)
                {
                    window[256 + n] = (short)Math.Min(32767, p[(256 * half) + n] >> shift);
                }

                if (half >= 2)
                {
                    spectrum.Power(window, 0, window.Sum(v => v) >> 9, power);
                    if (shift > unit)
                    {
                        Shift(sums, 2 * (shift - unit));
                        unit = shift;
                    }

                    for (int k = 0; k < 257; k++)
                    {
                        sums[k] = Math.Min(1 << 30, sums[k] + (power[k] >> Math.Min(62, 21 + (2 * (unit - shift)))));
                    }

                    if (sums.Max() > 1 << 29)
                    {
                        Shift(sums, 2);
                        unit++;
                    }

                    spectra++;
                }

                Array.Copy(window, 256, window, 0, 256);
                long sum = p.Skip(256 * half).Take(256).Sum();
                int digits = IntegerMath.BitLength(sum >> 8) - shift;
                if (digits is < 7 or > 9)
                {
                    int better = Math.Max(0, shift + digits - 9);
                    for (int n = 0; n < 256; n++)
                    {
                        long value = better > shift ? window[n] >> Math.Min(16, better - shift) : (long)window[n] << Math.Min(16, shift - better);
                        window[n] = (short)Math.Min(32767, value);
                    }

                    shift = better;
                }
            }

            for (int k = 1; k < 257; k++)
            {
                logs[k] += IntegerMath.Log2Q8(sums[k]);
            }
        }

        return (Whiten([.. logs.Select(v => v >> 2)], 10), spectra);
    }

    private static void Shift(long[] values, int by)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] >>= Math.Min(31, by);
        }
    }
}
