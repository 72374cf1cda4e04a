using System.Text.Json;
using AIoT.Embedded.ModelTools.Conversion;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>One thing that 'quantize' tried, with the error and the quality that it measured.</summary>
internal sealed record Remedy(string What, double Error, double? Quality, bool Kept)
{
    private const long MaxBytes = 16 << 20;

    /// <summary>The remedies of a file that 'quantize --json' wrote, and the name of its metric.</summary>
    public static async Task<(string Metric, IReadOnlyList<Remedy> Remedies)> ReadAsync(string path, CancellationToken cancel)
    {
        const string advice = "give a file that 'aiot-model quantize --json' wrote";
        try
        {
            byte[] bytes = await BoundedFile.ReadAsync(path, MaxBytes, cancel) ?? throw new ModelFileException(path, null, "is larger than any such file", advice);
            using JsonDocument json = JsonDocument.Parse(bytes);
            JsonElement root = json.RootElement;
            return (root.GetProperty("metric").GetString() ?? "", [.. root.GetProperty("remedies").EnumerateArray().Select(Read)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelFileException(path, null, "holds no list of remedies", advice, e);
        }
    }

    private static Remedy Read(JsonElement e) => new(
        e.GetProperty("what").GetString() ?? "",
        e.GetProperty("error").GetDouble(),
        e.TryGetProperty("quality", out JsonElement q) && q.ValueKind == JsonValueKind.Number ? q.GetDouble() : null,
        e.GetProperty("kept").GetBoolean());
}
