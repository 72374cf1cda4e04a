using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Extractor;

/// <summary>The feature vectors of a published CWRU model: Hann, bins 1 to 512, mean of 4, log1p, then (x - mean) / deviation.</summary>
public sealed class CwruSpectrumTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void The_published_feature_vectors_come_out_within_a_quarter_of_an_int8_step()
    {
        string file = TestData.Shared("models/xucenying_cwru_mlp/test_vectors.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = document.RootElement;
        double mean = Number(root.GetProperty("FE_MEAN").GetString()!);
        double deviation = Number(root.GetProperty("FE_STD").GetString()!);

        FeatureRecipe recipe = new() { WindowLength = 1024, SampleRateMilliHz = 12_000_000, Dc = DcRemoval.None };
        recipe.AddLogAmplitudeSpectrum(1, 4, 128);
        FeatureExtractor extractor = new(recipe, 3_906_250); // 12 bits over +-8 g
        int[] features = new int[128];
        List<double> errors = [];
        double most = 0;
        foreach ((JsonElement raw, JsonElement expected) in root.GetProperty("kRawWindows").EnumerateArray().Zip(root.GetProperty("kTestVectors").EnumerateArray()))
        {
            short[] window = [.. raw.EnumerateArray().Select(x => (short)x.GetDouble())];
            extractor.Process(window, 0, features);
            int i = 0;
            foreach (JsonElement value in expected.EnumerateArray())
            {
                double ours = (features[i++] / 256.0 * Math.Log(2) - mean) / deviation;
                errors.Add(Math.Abs(ours - value.GetDouble()));
                most = Math.Max(most, Math.Abs(value.GetDouble()));
            }
        }

        errors.Sort();
        output.WriteLine($"{errors.Count} features: worst error {errors[^1]:F4}, median {errors[errors.Count / 2]:F4} standard deviations; largest value {most:F2}");
        Assert.Equal(1280, errors.Count);
        Assert.True(errors[^1] < most / 127 / 4, $"worst {errors[^1]:F4}");
    }

    private static double Number(string text) => double.Parse(text.TrimEnd('f'), CultureInfo.InvariantCulture);
}
