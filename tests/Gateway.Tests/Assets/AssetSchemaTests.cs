using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Tests.Assets;

public sealed partial class AssetSchemaTests
{
    /// <summary>Validates each line of its input, a JSON text, against the schema; npm's ajv.</summary>
    private const string Script = """
        const Ajv = require('ajv');
        const schema = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
        const valid = new Ajv({ strict: false, allErrors: false }).compile(schema);
        const lines = require('fs').readFileSync(process.argv[2], 'utf8').split('\n').filter(line => line.length);
        for (const line of lines) console.log(valid(JSON.parse(line)) ? 'ok' : JSON.stringify(valid.errors[0].instancePath + ' ' + valid.errors[0].message));
        """;

    /// <summary>Mistakes that a schema can't see: they are about two places at once.</summary>
    private static readonly string[] Beyond =
    [
        "is named twice", "must stand in order", "must grow", "no limits are known", "is no sensor of this machine", "names no such bearing", "is given to two sensors", "which is not in `classes`",
        "must be below", "must lie between", "must not be above", "only one can serve", "names no such", "is used twice",
    ];

    [SkippableFact]
    public async Task Schema_and_validator_agree_on_every_key_left_out_misspelt_or_given_another_value()
    {
        Skip.IfNot(Directory.Exists(TestData.InRepository("node_modules/ajv")), "no node_modules/ajv: npm ci --ignore-scripts");
        using var folder = new TemporaryFolder();
        List<string> corpus = [AssetsText.Whole, AssetsText.Demo];
        string[] lines = AssetsText.Whole.Split('\n');
        string[] values = ["zzz zzz/!", "-1", "2", "1.5", "1e9", "[]", "true", "\"2\"", "~"];
        for (int i = 0; i < lines.Length; i++)
        {
            Match entry = EntryPattern().Match(lines[i]);
            if (!entry.Success)
            {
                continue;
            }

            corpus.Add(With(i, $"{entry.Groups[1]}x{entry.Groups[2]}:{entry.Groups[3]}"));
            if (entry.Groups[3].Value.Trim().Length == 0)
            {
                continue;
            }

            corpus.AddRange(values.Select(value => With(i, $"{entry.Groups[1]}{entry.Groups[2]}: {value}")));
            // The first entry of a list's element carries its dash.
            if (!lines[i].Contains("- ", StringComparison.Ordinal))
            {
                corpus.Add(With(i, null));
            }
        }

        List<string> usable = [.. corpus.Where(IsYaml)];
        Assert.InRange(usable.Count, 600, 5000);
        await File.WriteAllLinesAsync(folder.File("corpus.jsonl"), usable.Select(text => ToJson(Root(text))?.ToJsonString() ?? "null"));
        using Process node = Process.Start(new ProcessStartInfo("node", ["-e", Script, AssetFile.SchemaPath, folder.File("corpus.jsonl")]) { WorkingDirectory = TestData.Root, RedirectStandardOutput = true })!;
        string[] verdicts = (await node.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n');
        await node.WaitForExitAsync();
        Assert.Equal(usable.Count, verdicts.Length);
        List<string> quarrels = [];
        int sound = 0;
        for (int i = 0; i < usable.Count; i++)
        {
            IReadOnlyList<YamlProblem> problems = AssetCheckTests.Problems(folder, usable[i]);
            bool bySchema = verdicts[i] == "ok";
            sound += problems.Count == 0 ? 1 : 0;
            bool agree = bySchema == (problems.Count == 0) || (bySchema && problems.All(problem => Beyond.Any(problem.What.Contains)));
            if (!agree)
            {
                quarrels.Add($"schema: {verdicts[i]}; validator: {(problems.Count == 0 ? "ok" : problems[0])}; {string.Join(" | ", usable[i].Split('\n').Except(lines))}");
            }
        }

        Assert.True(quarrels.Count == 0, string.Join('\n', quarrels.Take(20)) + $"\n{quarrels.Count} of {usable.Count}");
        Assert.InRange(sound, 50, usable.Count - 300);

        string With(int index, string? line) => string.Join('\n', lines.Select((old, i) => i == index ? line : old).OfType<string>());
    }

    [Theory]
    [InlineData("machine", typeof(MachineView))]
    [InlineData("machine.parts", typeof(HealthParts))]
    [InlineData("machine.iso", typeof(IsoLimits))]
    [InlineData("sensor", typeof(SensorView))]
    [InlineData("sensor.reasons", typeof(WeightPart))]
    [InlineData("sensor.last", typeof(WindowView))]
    [InlineData("fieldIo.speeds", typeof(SpeedReading))]
    [InlineData("fieldIo.temperatures", typeof(TemperatureReading))]
    [InlineData("outlook", typeof(ZoneOutlook))]
    [InlineData("asset", typeof(MachineAsset))]
    [InlineData("asset.speed", typeof(SpeedAsset))]
    [InlineData("asset.bearings.geometry", typeof(BearingGeometry))]
    [InlineData("asset.bearings.orders", typeof(FaultOrders))]
    public void Every_number_that_the_api_shows_has_a_unit(string name, Type shown)
    {
        string[] numbers = [.. shown.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => HoldsNumbers(property.PropertyType)).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Order(), UnitTable.All[name].Keys.Order());
    }

    private static bool HoldsNumbers(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(double) || bare == typeof(int) || bare == typeof(long)
            || type.IsAssignableTo(typeof(IEnumerable<double>)) || type.IsAssignableTo(typeof(IEnumerable<int>)) || type.IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, double>>));
    }

    private static bool IsYaml(string text)
    {
        try
        {
            _ = Root(text);
            return true;
        }
        catch (YamlException)
        {
            return false;
        }
    }

    private static YamlNode Root(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    /// <summary>As YAML's core schema reads plain words.</summary>
    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, ToJson(entry.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => scalar.Value switch
        {
            null or "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            string number when NumberPattern().IsMatch(number) => JsonValue.Create(double.Parse(number, CultureInfo.InvariantCulture)),
            string text => text,
        },
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    [GeneratedRegex(@"^(\s*(?:- )?)([a-zA-Z]+):(.*)$")]
    private static partial Regex EntryPattern();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex NumberPattern();
}
