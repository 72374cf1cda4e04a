using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Recipe;

public sealed class FeatureRecipeTests
{
    [Fact]
    public void A_recipe_survives_its_bytes()
    {
        FeatureRecipe recipe = Sample();
        byte[] data = recipe.ToBytes();
        Assert.True(FeatureRecipe.TryParse(data, 0, data.Length, out FeatureRecipe read, out string reason), reason);
        Assert.Equal(data, read.ToBytes());
        Assert.Equal(recipe.FeatureCount, read.FeatureCount);
        Assert.Equal(recipe.ByteLength, data.Length);
        Assert.Equal(recipe.BpfoQ16, read.BpfoQ16);
        Assert.Equal(recipe.SampleRateMilliHz, read.SampleRateMilliHz);

        byte[] inside = [9, 9, .. data, 9];
        Assert.True(FeatureRecipe.TryParse(inside, 2, data.Length, out read, out reason), reason);
        Assert.Equal(data, read.ToBytes());
    }

    [Fact]
    public void Every_truncation_is_refused_with_a_reason()
    {
        byte[] data = Sample().ToBytes();
        for (int length = 0; length < data.Length; length++)
        {
            Assert.False(FeatureRecipe.TryParse(data, 0, length, out FeatureRecipe read, out string reason));
            Assert.Null(read);
            Assert.StartsWith("recipe:", reason);
        }

        Assert.False(FeatureRecipe.TryParse([.. data, 0], 0, data.Length + 1, out _, out _));
        Assert.False(FeatureRecipe.TryParse(data, 1, data.Length, out _, out _));
        Assert.False(FeatureRecipe.TryParse(data, -1, data.Length, out _, out _));
        Assert.False(FeatureRecipe.TryParse(data, int.MaxValue, int.MaxValue, out _, out _));
        Assert.False(FeatureRecipe.TryParse(null!, 0, 0, out _, out _));
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_give_a_recipe_that_works()
    {
        Random random = new(TestData.Seed);
        byte[] data = Sample().ToBytes();
        int accepted = 0;
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 20_000); i++)
        {
            byte[] damaged = [.. data];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            if (!FeatureRecipe.TryParse(damaged, 0, random.Next(4) == 0 ? random.Next(damaged.Length + 1) : damaged.Length, out FeatureRecipe recipe, out string reason))
            {
                Assert.StartsWith("recipe:", reason);
                continue;
            }

            accepted++;
            Assert.Null(reason);
            Assert.Null(recipe.Validate());
            Assert.InRange(recipe.FeatureCount, 1, FeatureRecipe.MaximumFeatures);
            if (accepted % 50 == 0)
            {
                FeatureExtractor extractor = new(recipe, 488_000);
                extractor.Process(Windows.Random(random, recipe.WindowLength), 0, new int[recipe.FeatureCount]);
            }
        }

        Assert.True(accepted > 0, $"seed {TestData.Seed}");
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        Random random = new(TestData.Seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] data = new byte[random.Next(200)];
            random.NextBytes(data);
            if (data.Length > 0)
            {
                data[0] = FeatureRecipe.Version;
            }

            if (!FeatureRecipe.TryParse(data, 0, data.Length, out _, out string reason))
            {
                Assert.StartsWith("recipe:", reason);
            }
        }
    }

    [Fact]
    public void The_decimation_brings_a_sensor_near_the_rate_of_the_recipe()
    {
        FeatureRecipe recipe = Sample();
        Assert.Equal(1, recipe.DecimationFor(12_800));
        Assert.Equal(1, recipe.DecimationFor(12_000));
        Assert.Equal(2, recipe.DecimationFor(20_000));
        Assert.Equal(2, recipe.DecimationFor(25_600));
        Assert.Equal(4, recipe.DecimationFor(48_000));
        Assert.Equal(4, recipe.DecimationFor(51_200));
        Assert.Equal(0, recipe.DecimationFor(3_200));
        Assert.Equal(0, recipe.DecimationFor(0));
        recipe.Decimation = 2;
        Assert.Equal(2, recipe.DecimationFor(25_600));
        Assert.Equal(0, recipe.DecimationFor(12_800));
    }

    private static FeatureRecipe Sample()
    {
        FeatureRecipe recipe = new()
        {
            WindowLength = 2048,
            Hop = 1024,
            SampleRateMilliHz = 12_800_000,
            EnvelopeLowHz = 2000,
            EnvelopeHighHz = 4500,
            BpfoQ16 = (int)Math.Round(3.585 * FeatureRecipe.OrderOne),
            BpfiQ16 = (int)Math.Round(5.415 * FeatureRecipe.OrderOne),
            BsfQ16 = (int)Math.Round(2.357 * FeatureRecipe.OrderOne),
            FtfQ16 = (int)Math.Round(0.398 * FeatureRecipe.OrderOne),
            ShaftSpeedMilliHz = 30_000,
        };
        return recipe.AddBands(16, BandRule.EqualWidth, 0, 5000).Add(FeatureId.Rms).Add(FeatureId.VelocityRms).Add(FeatureId.Crest)
            .Add(FeatureId.Kurtosis).Add(FeatureId.Skewness).AddShaftOrders(3).Add(FeatureId.EnvelopeKurtosis).Add(FeatureId.EnvelopeCrest)
            .Add(FeatureId.FaultCombs).AddLogAmplitudeSpectrum(1, 4, 10);
    }
}
