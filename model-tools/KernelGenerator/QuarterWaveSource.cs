using System.Globalization;
using System.Text;

namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>The table that windows and twiddle factors are made from.</summary>
public static class QuarterWaveSource
{
    /// <summary>cos(2 pi k / 2048) in Q30, rounded to nearest, for k = 0..512.</summary>
    public static IReadOnlyList<int> Cosines { get; } =
        [.. Enumerable.Range(0, 513).Select(k => (int)Math.Floor((Math.Cos(2 * Math.PI * k / 2048) * (1 << 30)) + 0.5))];

    /// <summary>A cosine or sine of 0..1 in Q<paramref name="bits"/>, rounded from Q30 as the device rounds its table.</summary>
    public static long Round(double value, int bits)
    {
        long wide = (long)Math.Floor((value * (1 << 30)) + 0.5);
        return (wide + (1L << (29 - bits))) >> (30 - bits);
    }

    /// <summary>The C# source of the table.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        foreach (int[] row in Cosines.Chunk(8))
        {
            text.Append("                ").AppendJoin(", ", row.Select(v => v.ToString(CultureInfo.InvariantCulture))).Append(",\n");
        }

        return KernelText.Header +
            "namespace AIoT.Embedded.Signal\n{\n" +
            "    /// <summary>A quarter of a cosine wave, from which windows and twiddle factors are made.</summary>\n" +
            "    internal static class QuarterWave\n    {\n" +
            "        /// <summary>cos(2 pi k / 2048) in Q30, rounded to nearest, for k = 0..512. A new array each time: keep it no longer than needed.</summary>\n" +
            "        internal static int[] Cosines()\n        {\n            return new int[]\n            {\n" +
            text +
            "            };\n        }\n    }\n}\n";
    }
}
