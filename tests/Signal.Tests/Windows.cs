namespace AIoT.Embedded.Signal.Tests;

/// <summary>Random windows that look for trouble: all sizes, offsets, extremes, steps, spikes.</summary>
internal static class Windows
{
    public static short[] Random(Random random, int length)
    {
        short[] window = new short[length];
        int offset = random.Next(3) switch { 0 => 0, 1 => random.Next(-32768, 32768), _ => random.Next(-300, 300) };
        double size = Math.Pow(2, random.NextDouble() * 17 - 1);
        int kind = random.Next(6);
        double frequency = random.NextDouble() * Math.PI;
        for (int i = 0; i < length; i++)
        {
            double x = kind switch
            {
                0 => size * (random.NextDouble() * 2 - 1),
                1 => size * Math.Sin(frequency * i),
                2 => random.Next(200) == 0 ? size * (random.NextDouble() * 2 - 1) : 0,
                3 => random.Next(2) == 0 ? 40000 : -40000,
                4 => i > length / 2 ? size : -size,
                _ => size * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * (i % 97 < 10 ? 3 : 1),
            };
            window[i] = (short)Math.Clamp(Math.Round(offset + x), -32768, 32767);
        }

        return window;
    }
}
