namespace AIoT.Embedded.Wire.Tests;

/// <summary>Random messages within the contract.</summary>
internal static class Samples
{
    public static Reading Reading(Random random)
    {
        var reading = new Reading
        {
            Epoch = (uint)random.NextInt64(1L << 32),
            Seq = 1 + Scaled(random, WireLimits.MaxInteger - 1),
            Boot = (uint)(1 + Scaled(random, WireLimits.MaxUInt32 - 1)),
            Time = Scaled(random, WireLimits.MaxInteger),
            Uptime = Scaled(random, WireLimits.MaxInteger),
            Sensor = random.Next(256),
            Flags = random.Next(65536),
            HasModel = random.Next(2) == 0,
            Rate = 1 + (int)Scaled(random, int.MaxValue - 1),
            SpeedMilliHz = (int)Scaled(random, int.MaxValue),
            FeatureCount = random.Next(WireLimits.Features + 1),
            ScoreCount = random.Next(WireLimits.Scores + 1),
            State = random.Next(4),
            Class = random.Next(WireLimits.Scores),
            Score = random.Next(WireLimits.OneQ15 + 1),
        };
        if (random.Next(2) == 0)
        {
            (reading.HasNovelty, reading.Novelty) = (true, random.Next(WireLimits.OneQ15 + 1));
        }

        reading.Windows = 1 + (int)Scaled(random, 10_000);
        if (reading.HasModel)
        {
            random.NextBytes(reading.Model);
        }

        for (int i = 0; i < reading.FeatureCount; i++)
        {
            int magnitude = (int)Scaled(random, int.MaxValue);
            reading.Features[i] = random.Next(2) == 0 ? magnitude : ~magnitude;
        }

        for (int i = 0; i < reading.ScoreCount; i++)
        {
            reading.Scores[i] = random.Next(WireLimits.OneQ15 + 1);
        }

        for (int i = 0; i < WireLimits.Scalars; i++)
        {
            reading.Scalars[i] = (int)Scaled(random, int.MaxValue);
        }

        return reading;
    }

    // Small and large values equally often.
    private static long Scaled(Random random, long max) => random.NextInt64(long.MinValue, long.MaxValue) >>> 1 >> random.Next(63) is var value && value <= max ? value : value % (max + 1);
}
