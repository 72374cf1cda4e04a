using System.Text.Json;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>Short ways through the vectors' JSON.</summary>
internal static class VectorJson
{
    public static JsonElement Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    public static long Long(this JsonElement element, string name, long absent = 0) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : absent;

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static long[] Longs(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())];

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();

    /// <summary>A digest of sixteen hexadecimal digits, as the signed integer with the same bits.</summary>
    public static long Digest(this JsonElement element, string name) => unchecked((long)Convert.ToUInt64(element.Text(name), 16));

    /// <summary>The letter that stands for a signal's formula.</summary>
    public static int Signal(string name) => name == "sawtooth" ? 't' : name[0];

    /// <summary>Words with hyphens.</summary>
    public static string Slug(string text) => string.Join('-', text.Split([' ', ',', '\'', '(', ')', ':', '/'], StringSplitOptions.RemoveEmptyEntries));
}
