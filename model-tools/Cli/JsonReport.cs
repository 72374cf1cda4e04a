using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AIoT.Embedded.ModelTools.Cli.Estimation;
using AIoT.Embedded.ModelTools.Conversion.Quantization;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>What commands measured, as JSON for other programs and for the report.</summary>
internal static class JsonReport
{
    /// <summary>The same for all commands: names begin small, and what is no number is called so.</summary>
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Task WriteAsync(string path, object report, CancellationToken cancel) => WholeFile.WriteAsync(path, JsonSerializer.Serialize(report, Form) + "\n", cancel);

    public static JsonObject Of(ModelEstimate e) => new()
    {
        ["board"] = e.Board.Name,
        ["ramBytes"] = e.RamBytes,
        ["ramOfBoard"] = e.Board.HeapBytes,
        ["arenaBytes"] = e.ArenaBytes,
        ["ram"] = Array(e.Ram, r => new JsonObject { ["use"] = r.Use, ["bytes"] = r.Bytes }),
        ["flashBytes"] = e.ImageBytes,
        ["flashOfBoard"] = e.Board.FlashBytes,
        ["inferenceInstructions"] = e.InferenceInstructions,
        ["featureInstructions"] = e.FeatureInstructions,
        ["inferenceMilliseconds"] = e.InferenceMilliseconds,
        ["featureMilliseconds"] = e.FeatureMilliseconds,
        ["windowMilliseconds"] = e.WindowMilliseconds,
        ["layers"] = Array(e.Layers, l => new JsonObject
        {
            ["layer"] = l.Index,
            ["kind"] = l.Kind,
            ["output"] = l.Output,
            ["type"] = l.Type,
            ["multiplyAccumulates"] = l.Work,
            ["parameterBytes"] = l.ParameterBytes,
            ["instructions"] = l.Instructions,
            ["milliseconds"] = l.Milliseconds,
        }),
        ["assumptions"] = Array(e.Assumptions, a => JsonValue.Create(a)),
    };

    public static JsonObject Of(QuantizedResult r, string measuredOn) => new()
    {
        ["imageBytes"] = r.Image.Length,
        ["metric"] = r.Metric.ToString().ToLowerInvariant(),
        ["measuredOn"] = measuredOn,
        ["rows"] = r.Agreement.Rows,
        ["float"] = r.FloatQuality,
        ["image"] = r.ImageQuality,
        ["drop"] = r.Drop,
        ["largestError"] = r.Agreement.MaxError,
        ["rmsError"] = r.Agreement.RmsError,
        ["remedies"] = Array(r.Trials, t => new JsonObject { ["what"] = t.What, ["error"] = t.Error, ["quality"] = t.Quality, ["kept"] = t.Kept }),
        ["layers"] = Array(r.Layers, l => new JsonObject { ["name"] = l.Name, ["kind"] = l.Kind, ["type"] = l.Type, ["error"] = l.Alone, ["share"] = l.Share }),
    };

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => [.. items.Select(node)];
}
