using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIoT.Embedded.Hil.Results;

/// <summary>Runs, baselines and histories as JSON.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions OneLine = new(Indented) { WriteIndented = false };

    /// <summary>Writes a file.</summary>
    public static void Write<T>(string path, T value)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(path, JsonSerializer.Serialize(value, Indented) + "\n");
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="HilException">It is not there or not of its kind.</exception>
    public static T Read<T>(string path, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Indented) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HilException($"{path}: can't be read ({error.Message.TrimEnd('.')}); {what}");
        }
        catch (JsonException error)
        {
            throw new HilException($"{path}, line {(error.LineNumber ?? 0) + 1}: not what is expected ({error.Message.Split(". Path")[0].TrimEnd('.')}); {what}");
        }
    }

    /// <summary>A value on one line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    /// <summary>The value of a line, or the default where it is none.</summary>
    public static T? ReadLine<T>(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, OneLine);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
