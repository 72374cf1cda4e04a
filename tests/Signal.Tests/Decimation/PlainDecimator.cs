namespace AIoT.Embedded.Signal.Tests.Decimation;

/// <summary>The decimator's filters as one convolution a stage, their taps as the features contract lists them.</summary>
internal static class PlainDecimator
{
    private static readonly int[] Sharp = [16384, 10367, 0, -3294, 0, 1793, 0, -1103, 0, 699, 0, -437, 0, 263, 0, -148, 0, 75, 0, -32, 0, 9];
    private static readonly int[] Wide = [16384, 10183, 0, -2775, 0, 1080, 0, -362, 0, 66];
    private static readonly int[] Widest = [16384, 9382, 0, -1227, 0, 37];
    private static readonly int[] Three = [.. OddFactorTaps.Half(3)];
    private static readonly int[] Five = [.. OddFactorTaps.Half(5)];
    private static readonly int[] Seven = [.. OddFactorTaps.Half(7)];

    public static short[] Run(int factor, short[] samples) => factor switch
    {
        2 => Stage(samples, Sharp, 2),
        3 => Stage(samples, Three, 3),
        4 => Stage(Stage(samples, Wide, 2), Sharp, 2),
        5 => Stage(samples, Five, 5),
        6 => Stage(Stage(samples, Wide, 2), Three, 3),
        7 => Stage(samples, Seven, 7),
        _ => Stage(Stage(Stage(samples, Widest, 2), Wide, 2), Sharp, 2),
    };

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
