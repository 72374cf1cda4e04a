namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>The vibration that every row of the benchmark sees: a shaft, a resonance rung by an outer-race fault, and noise; the same on every run.</summary>
public static class BenchSignal
{
    public const int SampleRateHz = 12800;
    public const int ShaftMilliHz = 25000;
    private const double OuterRaceOrder = 3.585;

    public static short[] Samples(int count)
    {
        var random = new Random(1);
        var samples = new short[count];
        double sinceImpact = 0;
        double period = SampleRateHz / (ShaftMilliHz / 1000.0 * OuterRaceOrder);
        for (int i = 0; i < count; i++)
        {
            sinceImpact = sinceImpact + 1 >= period ? sinceImpact + 1 - period : sinceImpact + 1;
            double shaft = 1500 * Math.Sin(2 * Math.PI * ShaftMilliHz / 1000.0 * i / SampleRateHz);
            double ring = 4000 * Math.Exp(-sinceImpact / 12) * Math.Sin(2 * Math.PI * 3200 * sinceImpact / SampleRateHz);
            samples[i] = (short)Math.Clamp(shaft + ring + (random.NextDouble() * 1200) - 600 + 40, short.MinValue, short.MaxValue);
        }

        return samples;
    }
}
