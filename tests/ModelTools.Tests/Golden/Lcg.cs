namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>The inputs of the golden outputs: s = s * 1664525 + 1013904223 mod 2^32 for each element, scaled to the range.</summary>
internal static class Lcg
{
    public static double[] Values(uint seed, int count, double low, double high)
    {
        var x = new double[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked(seed * 1664525 + 1013904223);
            x[i] = (float)(low + (high - low) * seed / 4294967296.0);
        }

        return x;
    }
}
