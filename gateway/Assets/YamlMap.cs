using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A mapping of the assets file that names the line of everything it refuses.</summary>
internal sealed class YamlMap
{
    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly string _what;
    private readonly HashSet<string> _asked = [];

    public YamlMap(string file, YamlNode node, string what)
    {
        _file = file;
        _what = what;
        _node = node as YamlMappingNode ?? throw Wrong(file, node, $"{what} must be a mapping (key: value lines)");
    }

    public static UsageException Wrong(string file, YamlNode node, string message) => new($"{file}:{node.Start.Line}: {message}");

    public UsageException Wrong(string message) => Wrong(_file, _node, message);

    /// <summary>An error at the line of a key, or of the mapping where the key is missing.</summary>
    public UsageException WrongAt(string key, string message) => Wrong(_file, Find(key) ?? _node, message);

    public string Text(string key) =>
        Find(key) is YamlNode node ? Scalar(node, key) : throw Wrong($"{_what} lacks `{key}`: add it");

    public string Text(string key, string otherwise) => Find(key) is YamlNode node ? Scalar(node, key) : otherwise;

    public double Number(string key, double otherwise, double least, double most) =>
        Find(key) is YamlNode node ? Number(node, key, least, most) : otherwise;

    public double Number(string key, double least, double most) =>
        Find(key) is YamlNode node ? Number(node, key, least, most) : throw Wrong($"{_what} lacks `{key}`: add a number from {Show(least)} to {Show(most)}");

    public int Whole(string key, int otherwise, int least, int most)
    {
        if (Find(key) is not YamlNode node)
        {
            return otherwise;
        }

        double value = Number(node, key, least, most);
        return value == Math.Floor(value) ? (int)value : throw Wrong(_file, node, $"`{key}` must be a whole number, not {Show(value)}");
    }

    public bool Truth(string key, bool otherwise) => Find(key) is not YamlNode node ? otherwise : Scalar(node, key) switch
    {
        "true" => true,
        "false" => false,
        string other => throw Wrong(_file, node, $"`{key}` must be true or false, not `{other}`"),
    };

    public YamlMap? Map(string key, string what) => Find(key) is YamlNode node ? new YamlMap(_file, node, what) : null;

    public IReadOnlyList<YamlMap> Maps(string key, string what) =>
        Items(key).Select((node, index) => new YamlMap(_file, node, $"{what} {index + 1}")).ToList();

    public IReadOnlyList<string> Texts(string key) => Items(key).Select(node => Scalar(node, key)).ToList();

    /// <summary>Call last: a key that nobody asked for is a typing error.</summary>
    public void Close()
    {
        foreach (YamlNode key in _node.Children.Keys)
        {
            string name = key is YamlScalarNode scalar ? scalar.Value ?? "" : "";
            if (!_asked.Contains(name))
            {
                throw Wrong(_file, key, $"`{name}` is not known in {_what}: use {string.Join(", ", _asked.Order())}");
            }
        }
    }

    private IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        YamlNode other => throw Wrong(_file, other, $"`{key}` must be a list"),
    };

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;
    }

    private string Scalar(YamlNode node, string key) =>
        node is YamlScalarNode { Value: { Length: > 0 } value } ? value : throw Wrong(_file, node, $"`{key}` must be a text that is not empty");

    private double Number(YamlNode node, string key, double least, double most)
    {
        string text = Scalar(node, key);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw Wrong(_file, node, $"`{key}` must be a number, not `{text}`");
        }

        return value >= least && value <= most ? value : throw Wrong(_file, node, $"`{key}` is {Show(value)}: it must be from {Show(least)} to {Show(most)}");
    }

    private static string Show(double value) => value.ToString(CultureInfo.InvariantCulture);
}
