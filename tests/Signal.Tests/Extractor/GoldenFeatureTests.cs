using System.Globalization;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Extractor;

/// <summary>
/// Replays tests/vectors/features/windows: recipe bytes, samples, features and scalars, for any platform to agree on.
/// With AIOT_UPDATE_VECTORS=1 the files are written instead: when the contract changes, and only then.
/// </summary>
public sealed class GoldenFeatureTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("AIOT_UPDATE_VECTORS") == "1";

    public static TheoryData<string> Names => ["quiet-256", "noise-512", "impacts-1024", "offset-1024", "line-1024", "impacts-2048", "extremes-2048", "constant-2048"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_golden_window_gives_its_features_to_the_bit(string name)
    {
        string file = TestData.InRepository($"tests/vectors/features/windows/{name}.json");
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Describe(name));
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = document.RootElement;
        byte[] bytes = Convert.FromHexString(root.GetProperty("recipe").GetString()!);
        Assert.True(FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe recipe, out string reason), reason);
        short[] samples = [.. Numbers(root, "samples").Select(x => (short)x)];
        FeatureExtractor extractor = new(recipe, root.GetProperty("nano_g_per_lsb").GetInt32(), root.GetProperty("sample_rate_millihz").GetInt32());
        int[] features = new int[extractor.FeatureCount];

        // Twice: nothing of one window may be left in the next.
        extractor.Process(Windows.Random(new Random(TestData.Seed), samples.Length), 0, features);
        extractor.Process(samples, 0, features);
        Assert.Equal(Numbers(root, "features"), features);
        Assert.Equal(Numbers(root, "scalars"), Scalars(extractor));
    }

    private static int[] Scalars(FeatureExtractor e) =>
    [
        e.VelocityRmsMicrometresPerSecond, e.RmsMicroG, e.PeakMicroG, e.CrestQ8, e.KurtosisQ8, e.SkewnessQ8, e.ShaftSpeedMilliHz, e.Saturated ? 1 : 0,
    ];

    private static int[] Numbers(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(x => x.GetInt32())];

    private static string Describe(string name)
    {
        int length = int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture);
        FeatureRecipe recipe = new()
        {
            WindowLength = length,
            SampleRateMilliHz = 12_800_000,
            ShaftSpeedMilliHz = 29_950,
            BpfoQ16 = 234_947,
            BpfiQ16 = 354_877,
            BsfQ16 = 154_469,
            FtfQ16 = 26_105,
            Dc = name.StartsWith("line", StringComparison.Ordinal) ? DcRemoval.Line : DcRemoval.Mean,
        };
        recipe.AddBands(16, length < 1024 ? BandRule.EqualWidth : BandRule.EqualRatio, 60, 5000).Add(FeatureId.Rms).Add(FeatureId.Peak).Add(FeatureId.VelocityRms)
            .Add(FeatureId.Crest).Add(FeatureId.Kurtosis).Add(FeatureId.Skewness).AddShaftOrders(3).Add(FeatureId.ShaftSpeed)
            .Add(FeatureId.EnvelopeLevel).Add(FeatureId.EnvelopeKurtosis).Add(FeatureId.EnvelopeCrest).Add(FeatureId.FaultCombs)
            .AddLogAmplitudeSpectrum(1, 8, 16);
        int rate = name == "noise-512" ? 12_000_000 : recipe.SampleRateMilliHz;
        int nanoG = name == "quiet-256" ? 3_900 : 488_000;
        short[] samples = Samples(name, length);
        FeatureExtractor extractor = new(recipe, nanoG, rate);
        int[] features = new int[extractor.FeatureCount];
        extractor.Process(samples, 0, features);
        StringBuilder text = new("{\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"  \"recipe\": \"{Convert.ToHexStringLower(recipe.ToBytes())}\",");
        text.AppendLine(CultureInfo.InvariantCulture, $"  \"sample_rate_millihz\": {rate},");
        text.AppendLine(CultureInfo.InvariantCulture, $"  \"nano_g_per_lsb\": {nanoG},");
        text.AppendLine("  \"scalars_in_order\": \"velocity um/s, RMS ug, peak ug, crest Q8, kurtosis Q8, skewness Q8, shaft speed mHz, saturated\",");
        text.AppendLine(CultureInfo.InvariantCulture, $"  \"scalars\": [{string.Join(", ", Scalars(extractor))}],");
        text.AppendLine(CultureInfo.InvariantCulture, $"  \"features\": [{string.Join(", ", features)}],");
        text.AppendLine("  \"samples\": [");
        text.AppendJoin(",\n", samples.Chunk(32).Select(row => "    " + string.Join(", ", row))).AppendLine("\n  ]").AppendLine("}");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static short[] Samples(string name, int length)
    {
        // An outer-race fault: every 1 / (3.585 * 29.95 Hz) a decaying ring at 3.1 kHz.
        Random random = new(20816);
        string kind = name.Split('-')[0];
        return [.. Enumerable.Range(0, length).Select(i =>
        {
            double t = i / 12_800.0;
            double since = t % (1 / (3.585 * 29.95));
            double noise = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
            double x = kind switch
            {
                "quiet" => 1.2 * Math.Sin(2 * Math.PI * 440 * t) + noise,
                "noise" => 3000 * noise,
                "impacts" => 400 * Math.Sin(2 * Math.PI * 29.95 * t) + 3000 * Math.Exp(-since * 900) * Math.Sin(2 * Math.PI * 3100 * since) + 150 * noise,
                "offset" => 16_384.4 + 12 * Math.Sin(2 * Math.PI * 59.9 * t) + 8 * noise,
                "line" => -9000 + 18_000.0 * i / length + 900 * Math.Sin(2 * Math.PI * 777 * t) + 90 * noise,
                "extremes" => i / 3 % 2 == 0 ? 40_000 : -40_000,
                _ => -1234,
            };
            return (short)Math.Clamp(Math.Round(x), short.MinValue, short.MaxValue);
        })];
    }
}
