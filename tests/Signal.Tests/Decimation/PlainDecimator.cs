using System.Text.Json;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Decimation;

/// <summary>The decimator as one convolution a stage, with the taps of tests/vectors/features/decimation-taps.json.</summary>
internal static class PlainDecimator
{
    private static readonly JsonElement Taps =
        JsonDocument.Parse(File.ReadAllText(TestData.InRepository("tests/vectors/features/decimation-taps.json"))).RootElement;

    public static short[] Run(int factor, short[] samples)
    {
        foreach (JsonElement stage in Taps.GetProperty("stages").GetProperty($"{factor}").EnumerateArray())
        {
            string name = stage.GetString()!;
            int[] half = [.. Taps.GetProperty(name).EnumerateArray().Select(tap => tap.GetInt32())];
            samples = Stage(samples, half, name switch { "three" => 3, "five" => 5, "seven" => 7, _ => 2 });
        }

        return samples;
    }

    private static short[] Stage(short[] x, int[] half, int factor)
    {
        int centre = half.Length - 1;
        Assert.Equal(32768, half[0] + 2 * half.Skip(1).Sum());
        Assert.True((half[0] + 2L * half.Skip(1).Sum(Math.Abs)) * 32768 + 16384 < int.MaxValue);
        List<short> output = [];
        for (int i = 0; i + 2 * centre < x.Length; i += factor)
        {
            long y = 1 << 14;
            for (int k = -centre; k <= centre; k++)
            {
                y += (long)half[Math.Abs(k)] * x[i + centre + k];
            }

            output.Add((short)Math.Clamp(y >> 15, short.MinValue, short.MaxValue));
        }

        return [.. output];
    }
}
