using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Hil.Rigs;

/// <summary>A mapping of a rig file. Every complaint names file, line, key and remedy; keys that nobody asked for are complained about at the end.</summary>
internal sealed class RigSection(string file, string path, YamlMappingNode node)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public HilException Wrong(string key, string what)
    {
        long line = Find(key)?.Start.Line ?? node.Start.Line;
        return new HilException($"{file}, line {line}, '{path}{key}': {what}");
    }

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        _ => throw Wrong(key, "is no text; write one value"),
    };

    public string Required(string key, string example) => Text(key) ?? throw Wrong(key, $"is missing; write for instance {key}: {example}");

    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => item is YamlScalarNode { Value: { } text } ? text : throw Wrong(key, "has an item that is no text; write a list of words"))],
        _ => throw Wrong(key, $"is no list; write for instance {key}: [one, two]"),
    };

    public T Choice<T>(string key, string text, params (string Name, T Value)[] choices)
    {
        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        throw Wrong(key, $"'{text}' is unknown; write {string.Join(", ", choices.Select(choice => choice.Name))}");
    }

    public double? Number(string key, double low, double high)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value >= low && value <= high))
        {
            throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {low} to {high}"));
        }

        return value;
    }

    public int Whole(string key, int low, int high, int absent)
    {
        double? value = Number(key, low, high);
        return value is null ? absent : value == Math.Floor(value.Value) ? (int)value.Value : throw Wrong(key, $"'{Text(key)}' is no whole number");
    }

    public TimeSpan Seconds(string key, TimeSpan absent) => Number(key, 0.01, 86400) is { } seconds ? TimeSpan.FromSeconds(seconds) : absent;

    public bool Flag(string key) => Text(key) switch
    {
        null or "false" or "no" => false,
        "true" or "yes" => true,
        { } text => throw Wrong(key, $"'{text}' is neither true nor false"),
    };

    public RigSection? Section(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode mapping => new RigSection(file, path + key + ".", mapping),
        _ => throw Wrong(key, "is no section; write its keys indented below it"),
    };

    public void RefuseOthers()
    {
        foreach (YamlNode key in node.Children.Keys)
        {
            if (key is YamlScalarNode { Value: { } name } && !_asked.Contains(name))
            {
                string nearest = _asked.MinBy(one => Distance(one, name))!;
                string remedy = Distance(nearest, name) <= 3 ? $"did you mean '{nearest}'?" : $"this target knows: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}";
                throw new HilException($"{file}, line {key.Start.Line}, '{path}{name}': unknown key; {remedy}");
            }
        }
    }

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return node.Children.FirstOrDefault(child => child.Key is YamlScalarNode scalar && scalar.Value == key).Value;
    }

    // Levenshtein's distance.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1));
                corner = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
