using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>
/// A mapping of a file that names the place of everything it refuses. With a list of problems it goes on after a mistake, with a value that
/// does no harm, so that all mistakes are found at once; without one the first mistake is thrown.
/// </summary>
internal sealed class YamlMap
{
    private static readonly YamlMappingNode Nothing = new();
    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly string _what;
    private readonly List<YamlProblem>? _problems;
    private readonly HashSet<string> _asked = [];

    public YamlMap(string file, YamlNode node, string what, List<YamlProblem>? problems = null)
    {
        _file = file;
        _what = what;
        _problems = problems;
        if (node is not YamlMappingNode)
        {
            Report(node, $"{what} must be a mapping (key: value lines)");
            IsBroken = true;
        }

        _node = node as YamlMappingNode ?? Nothing;
    }

    /// <summary>It was no mapping: there is nothing to be asked of it.</summary>
    public bool IsBroken { get; }

    public UsageException Wrong(string message) => Thrown(_node, message);

    /// <summary>An error at the place of a key, or of the mapping where the key is missing.</summary>
    public UsageException WrongAt(string key, string message) => Thrown(Find(key) ?? _node, message);

    /// <summary>A mistake at the place of a key's value, or of the mapping where the key is missing.</summary>
    public void Report(string key, string message) => Report(Find(key) ?? _node, message);

    public void Report(string message) => Report(_node, message);

    /// <summary>A mistake in an element of a list.</summary>
    public void ReportItem(string key, int index, string message) => Report(Find(key) is YamlSequenceNode list && index < list.Children.Count ? list.Children[index] : _node, message);

    public bool Has(string key) => Find(key) is not null;

    public string Text(string key)
    {
        if (Find(key) is YamlNode node)
        {
            return Scalar(node, key);
        }

        if (!IsBroken)
        {
            Report($"{_what} lacks `{key}`: add it");
        }

        return "";
    }

    public string Text(string key, string otherwise) => Find(key) is YamlNode node ? Scalar(node, key) : otherwise;

    /// <summary>One of some words.</summary>
    /// <param name="otherwise">Null: the key must be there.</param>
    public string Word(string key, string? otherwise, params IReadOnlyList<string> words)
    {
        if (otherwise is not null && !Has(key))
        {
            return otherwise;
        }

        string text = Text(key);
        if (words.Contains(text))
        {
            return text;
        }

        if (text.Length > 0)
        {
            string all = words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";
            Report(key, $"`{key}` is `{text}`: it must be {all}");
        }

        return otherwise ?? words[0];
    }

    public double Number(string key, double otherwise, double least, double most) =>
        Find(key) is YamlNode node ? Number(node, key, least, most) ?? otherwise : otherwise;

    public double? MaybeNumber(string key, double least, double most) => Find(key) is YamlNode node ? Number(node, key, least, most) : null;

    public double Number(string key, double least, double most)
    {
        if (Find(key) is YamlNode node)
        {
            return Number(node, key, least, most) ?? least;
        }

        if (!IsBroken)
        {
            Report($"{_what} lacks `{key}`: add a number from {Show(least)} to {Show(most)}");
        }

        return least;
    }

    public int Whole(string key, int otherwise, int least, int most) => Find(key) is YamlNode node ? Whole(node, key, least, most) ?? otherwise : otherwise;

    /// <summary>A whole number that must be there.</summary>
    public int Whole(string key, int least, int most) => Find(key) is YamlNode node ? Whole(node, key, least, most) ?? least : (int)Number(key, least, most);

    public int? MaybeWhole(string key, int least, int most) => Find(key) is YamlNode node ? Whole(node, key, least, most) : null;

    public bool Truth(string key, bool otherwise)
    {
        if (Find(key) is not YamlNode node)
        {
            return otherwise;
        }

        string text = Scalar(node, key);
        if (text is not ("true" or "false") || IsQuoted(node))
        {
            Report(node, $"`{key}` must be true or false, not {(IsQuoted(node) ? "a text in quotes" : $"`{text}`")}");
            return otherwise;
        }

        return text == "true";
    }

    public YamlMap? Map(string key, string what) => Find(key) is YamlNode node ? new YamlMap(_file, node, what, _problems) : null;

    public IReadOnlyList<YamlMap> Maps(string key, string what) =>
        Items(key).Select((node, index) => new YamlMap(_file, node, $"{what} {index + 1}", _problems)).ToList();

    public IReadOnlyList<string> Texts(string key) => Items(key).Select(node => Scalar(node, key)).ToList();

    /// <summary>Call last: a key that nobody asked for is a typing error.</summary>
    public void Close()
    {
        if (IsBroken)
        {
            return;
        }

        foreach (YamlNode key in _node.Children.Keys)
        {
            string name = key is YamlScalarNode scalar ? scalar.Value ?? "" : "";
            if (!_asked.Contains(name))
            {
                Report(key, $"`{name}` is not known in {_what}: use {string.Join(", ", _asked.Order())}");
            }
        }
    }

    private IEnumerable<YamlNode> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return list.Children;
            case { } other:
                Report(other, $"`{key}` must be a list");
                return [];
        }
    }

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;
    }

    private string Scalar(YamlNode node, string key)
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } value } && !(value is "null" or "~" && !IsQuoted(node)))
        {
            return value;
        }

        Report(node, $"`{key}` must be a text that is not empty");
        return "";
    }

    /// <summary>Null: it was none, which has been said.</summary>
    private double? Number(YamlNode node, string key, double least, double most)
    {
        string text = Scalar(node, key);
        if (text.Length == 0)
        {
            return null;
        }

        if (IsQuoted(node) || !double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            Report(node, $"`{key}` must be a number, not {(IsQuoted(node) ? "a text in quotes" : $"`{text}`")}");
            return null;
        }

        if (value >= least && value <= most)
        {
            return value;
        }

        Report(node, $"`{key}` is {Show(value)}: it must be from {Show(least)} to {Show(most)}");
        return null;
    }

    private int? Whole(YamlNode node, string key, int least, int most)
    {
        if (Number(node, key, least, most) is not { } value)
        {
            return null;
        }

        if (value == Math.Floor(value))
        {
            return (int)value;
        }

        Report(node, $"`{key}` must be a whole number, not {Show(value)}");
        return null;
    }

    private static bool IsQuoted(YamlNode node) => node is YamlScalarNode { Style: not (ScalarStyle.Plain or ScalarStyle.Any) };

    private UsageException Thrown(YamlNode node, string message)
    {
        YamlProblem problem = Problem(node, message);
        return new UsageException($"{problem.File}:{problem.Line}: {problem.What}");
    }

    private void Report(YamlNode node, string message)
    {
        if (_problems is null)
        {
            throw Thrown(node, message);
        }

        _problems.Add(Problem(node, message));
    }

    /// <summary>What a message quotes may hold anything: it is shown as one line.</summary>
    private YamlProblem Problem(YamlNode node, string message) =>
        new(_file, Math.Max(1, node.Start.Line), Math.Max(1, node.Start.Column), string.Concat(message.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? ' ' : letter)));

    private static string Show(double value) => value.ToString(CultureInfo.InvariantCulture);
}
