using System.Text.Json;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/inference: model images with inputs and outputs, and a learnt baseline.</summary>
public sealed class InferenceSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "InferenceVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "inference"), "*.json").Order(StringComparer.Ordinal))
        {
            JsonElement root = VectorJson.Load(file);
            if (!root.TryGetProperty("models", out JsonElement models))
            {
                yield return Baseline(root);
                continue;
            }

            int number = 1;
            foreach (JsonElement model in models.EnumerateArray())
            {
                yield return Model($"inference/{root.Text("kernel")}-{number++}", model);
            }
        }
    }

    private static GoldenCase Model(string name, JsonElement model)
    {
        JsonElement[] vectors = [.. model.Items("vectors")];
        CaseWriter writer = new CaseWriter(CaseKind.Model, name).Bytes(model.Hex("image")).Integer(vectors.Length);
        foreach (JsonElement vector in vectors)
        {
            writer.Integers(vector.Longs("input")).Integers(vector.Longs("output"));
        }

        return writer.Done();
    }

    private static GoldenCase Baseline(JsonElement root)
    {
        CaseWriter writer = new CaseWriter(CaseKind.Baseline, "inference/baseline").Integer(root.GetProperty("full").GetBoolean() ? 1 : 0)
            .Integer(root.Long("deviationFloor")).Integer(root.Long("fullScale"));
        JsonElement[] windows = [.. root.Items("windows")];
        writer.Integer(windows.Length);
        foreach (JsonElement window in windows)
        {
            writer.Integers([.. window.EnumerateArray().Select(value => value.GetInt64())]);
        }

        writer.Bytes(root.Hex("state"));
        JsonElement[] scores = [.. root.Items("scores")];
        writer.Integer(scores.Length);
        foreach (JsonElement score in scores)
        {
            writer.Integers(score.Longs("input")).Integer(score.Long("diagonal")).Integer(score.Long("full"));
        }

        return writer.Done();
    }
}
