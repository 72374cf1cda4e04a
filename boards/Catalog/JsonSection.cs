using System.Globalization;
using System.Text.Json;

namespace AIoT.Embedded.Boards;

/// <summary>An object of a description, whose members are read with a message that names file, key and remedy.</summary>
internal sealed class JsonSection
{
    private readonly JsonElement _element;
    private readonly string _file;
    private readonly string _path;

    public JsonSection(JsonElement element, string file, string path)
    {
        _element = element;
        _file = file;
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new BoardException($"{file}: {(path.Length == 0 ? "the file" : path)}: an object in {{ }} is expected");
        }
    }

    public IEnumerable<string> Keys => _element.EnumerateObject().Select(member => member.Name);

    public bool Has(string key) => _element.TryGetProperty(key, out _);

    /// <summary>A key that nobody reads is a slip of the pen, not a wish.</summary>
    public void AllowOnly(params string[] keys)
    {
        if (Keys.FirstOrDefault(key => !keys.Contains(key)) is { } unknown)
        {
            throw Wrong(unknown, $"no such key: one of {string.Join(", ", keys)} is expected");
        }
    }

    public void Refuse(string key, string reason)
    {
        if (Has(key))
        {
            throw Wrong(key, reason);
        }
    }

    public JsonSection Section(string key) => new(Value(key), _file, Path(key));

    public string Text(string key)
    {
        string text = Value(key) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(key, "a text in quotes is expected");
        return text.Length is > 0 and <= 1000 && !text.Any(char.IsControl) ? text : throw Wrong(key, "a text of 1 to 1000 characters on one line is expected");
    }

    public string? OptionalText(string key) => Has(key) && Value(key).ValueKind != JsonValueKind.Null ? Text(key) : null;

    public string OneOf(string key, params string[] values)
    {
        string text = Text(key);
        return values.Contains(text) ? text : throw Wrong(key, $"'{text}' is none of {string.Join(", ", values)}");
    }

    public long Whole(string key, long min, long max)
        => Value(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) && number >= min && number <= max
            ? number
            : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max} is expected"));

    public double Number(string key, double min, double max)
        => Value(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && number >= min && number <= max
            ? number
            : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max} is expected"));

    public BoardException Wrong(string key, string what) => new($"{_file}: {Path(key)}: {what}");

    private JsonElement Value(string key) => _element.TryGetProperty(key, out JsonElement value) ? value : throw Wrong(key, "missing: boards/esp32-devkitc/board.json shows every key");

    private string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
