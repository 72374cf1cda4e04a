using System.Text.Json;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/features: windows through the extractor, and the decimation filters.</summary>
public sealed class FeatureSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "SignalVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "features", "windows"), "*.json").Order(StringComparer.Ordinal))
        {
            JsonElement window = VectorJson.Load(file);
            yield return new CaseWriter(CaseKind.Features, $"features/{Path.GetFileNameWithoutExtension(file)}")
                .Bytes(window.Hex("recipe")).Integer(window.Long("nano_g_per_lsb")).Integer(window.Long("sample_rate_millihz"))
                .Integers(window.Longs("scalars")).Integers(window.Longs("features")).Integers(window.Longs("samples")).Done();
        }

        JsonElement taps = VectorJson.Load(Path.Combine(folder, "features", "decimation-taps.json"));
        foreach (JsonProperty factor in taps.GetProperty("stages").EnumerateObject())
        {
            string[] stages = [.. factor.Value.EnumerateArray().Select(stage => stage.GetString()!)];
            CaseWriter writer = new CaseWriter(CaseKind.Decimation, $"features/decimation-by-{factor.Name}")
                .Integer(int.Parse(factor.Name, System.Globalization.CultureInfo.InvariantCulture)).Integer(stages.Length);
            foreach (string stage in stages)
            {
                writer.Integer(stage switch { "three" => 3, "five" => 5, "seven" => 7, _ => 2 }).Integers(taps.Longs(stage));
            }

            yield return writer.Done();
        }
    }
}
