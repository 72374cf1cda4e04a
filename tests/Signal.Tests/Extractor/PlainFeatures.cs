using System.Numerics;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Extractor;

/// <summary>
/// Features in plain loops over the integer power spectrum, straight from the contract's formulas with integers of any
/// length: what the fast forms must equal to the bit.
/// </summary>
internal static class PlainFeatures
{
    public static int[] Bands(long[] power, int points, int sampleRateMilliHz, int count, int rule, int low, int high)
    {
        int[] edges = new int[count + 1];
        for (int j = 0; j <= count; j++)
        {
            int bin;
            if (rule == BandRule.EqualWidth)
            {
                // floor(f n / rate + 1/2)
                BigInteger numerator = ((BigInteger)low * count + (BigInteger)(high - low) * j) * 1000 * points;
                BigInteger denominator = (BigInteger)sampleRateMilliHz * count;
                bin = (int)((2 * numerator + denominator) / (2 * denominator));
            }
            else
            {
                int from = IntegerMath.Log2Q8(2000L * points * low);
                int to = IntegerMath.Log2Q8(2000L * points * high);
                bin = Enumerable.Range(1, points / 2).First(k => k == points / 2 || IntegerMath.Log2Q8((2L * k - 1) * sampleRateMilliHz) >= from + (to - from) * j / count);
            }

            edges[j] = Math.Clamp(bin, 1, points / 2);
        }

        long[] energies = new long[count];
        for (int j = 0; j < count; j++)
        {
            for (int k = edges[j]; k < edges[j + 1]; k++)
            {
                energies[j] += power[k];
            }
        }

        int whole = IntegerMath.Log2Q8(energies.Sum());
        return [.. energies.Select(e => e == 0 ? -6144 : Math.Clamp(IntegerMath.Log2Q8(e) - whole, -6144, 0))];
    }

    /// <summary>The contract's velocity in micrometres per second, in double precision over the integer spectrum.</summary>
    public static double Velocity(long[] power, int points, double windowPower, double rate, double low, double high, double nanoG)
    {
        double sum = 0;
        for (int k = 1; k < points / 2; k++)
        {
            double part = Math.Max(0, Math.Min(high * points / rate, k + 0.5) - Math.Max(low * points / rate, k - 0.5));
            double omega = 2 * Math.PI * k * rate / points;
            sum += 2 * power[k] / (Math.Pow(2, 30) * windowPower) * part / (omega * omega);
        }

        return Math.Sqrt(sum) * nanoG * 9.80665e-3;
    }

    public static int[] LogAmplitudes(long[] power, int points, int first, int group, int count)
    {
        int[] result = new int[count];
        for (int j = 0; j < count; j++)
        {
            double sum = 0;
            for (int k = 0; k < group; k++)
            {
                sum += Math.Sqrt(power[first + j * group + k]) * points / 32768;
            }

            result[j] = (int)Math.Round(256 * Math.Log2(1 + sum / group));
        }

        return result;
    }
}
