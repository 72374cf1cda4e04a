using System.Text;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Assets;

public sealed class AssetCheckTests
{
    [Fact]
    public void All_that_may_stand_in_the_file_is_read()
    {
        using var folder = new TemporaryFolder();
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", AssetsText.Whole));
        MachineAsset fan = catalog.Machines[0], other = catalog.Machines[1];
        Assert.Equal(("acme/lyon/hall 2/line-4/fan", "acme/lyon/hall 2/17"), (fan.Path, other.Path));
        Assert.Equal((355.0, true, 1, "flexible"), (fan.PowerKw, fan.LatchAlarms, fan.Iso.Group, fan.Iso.Mounting));
        Assert.Equal(new SpeedAsset(1770, 300, 1800, "fan-de", "", 60), fan.Speed);
        Assert.Equal((Orientation.Vertical, "6205"), (fan.Sensors[0].Orientation, fan.Sensors[0].Bearing!.Name));
        Assert.Equal(new FaultOrders(3.585, 5.415, 4.714, 0.398), fan.Sensors[1].Bearing!.Orders);
        Assert.Equal((1.1, 2.2, 3.3, "acceptance protocol of 2024"), (other.Iso.AB, other.Iso.BC, other.Iso.CD, other.Iso.Source));
    }

    /// <summary>Orders of the 6205, from the tables that its makers print.</summary>
    [Fact]
    public void Fault_orders_follow_from_the_geometry()
    {
        FaultOrders orders = new BearingGeometry(9, 7.94, 39.04, 0).Orders();
        double[] printed = [3.585, 5.415, 4.714, 0.398], computed = [orders.Bpfo, orders.Bpfi, orders.TwoBsf, orders.Ftf];
        Assert.All(printed.Zip(computed), pair => Assert.InRange(pair.Second, pair.First - 0.001, pair.First + 0.001));
        FaultOrders tilted = new BearingGeometry(12, 8, 40, 15).Orders();
        Assert.Equal(12, tilted.Bpfo + tilted.Bpfi, 9);
        Assert.Equal(tilted.Bpfo / 12, tilted.Ftf, 9);
    }

    [Fact]
    public async Task Every_mistake_is_named_at_once_with_its_line_and_column()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("assets.yaml", AssetsText.Demo
            .Replace("criticality: high", "criticality: 7").Replace("kind: fan", "knd: fan").Replace("mounting: flexible", "mounting: springs")
            .Replace("device: fan-1", "device: pump-1").Replace("normal: [normal]", "normal: [fine]"));
        (int code, string output, string error) = await Cli.RunAsync("assets", "check", path);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(
            [
                $"aiot-gateway: {path}:6:18: `criticality` is `7`: it must be low, medium or high",
                $"aiot-gateway: {path}:13:5: `knd` is not known in machine 2: use bearings, criticality, id, iso, kind, latchAlarms, name, place, power, sensors, speed",
                $"aiot-gateway: {path}:15:31: `mounting` is `springs`: it must be rigid or flexible",
                $"aiot-gateway: {path}:17:29: sensor 0 of board `pump-1` is given to two sensors",
                $"aiot-gateway: {path}:22:13: `normal` names `fine`, which is not in `classes`",
            ],
            error.TrimEnd().Split('\n'));
        UsageException first = Assert.Throws<UsageException>(() => AssetFile.Load(path));
        Assert.StartsWith($"{path}:6:18:", first.Message);
        Assert.EndsWith($"(and 4 more: aiot-gateway assets check {path})", first.Message);
    }

    [Fact]
    public async Task A_sound_file_is_counted_and_the_schema_is_printed()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((0, "ok: 2 machines, 3 sensors, 1 model\n", ""), await Cli.RunAsync("assets", "check", folder.Write("assets.yaml", AssetsText.Whole)));
        (int code, string schema, _) = await Cli.RunAsync("assets", "schema");
        Assert.Equal(0, code);
        Assert.StartsWith("{", schema);
        (code, _, string error) = await Cli.RunAsync("assets", "check", "/nowhere.yaml");
        Assert.Equal((2, "aiot-gateway: /nowhere.yaml: the assets file is not there: give the path of one with --assets\n"), (code, error));
    }

    [Theory]
    [InlineData("&x {a: [*x]}", "anchors (&name) are not taken here")]
    [InlineData("version: !!int 1", "tags (!name) are not taken here")]
    [InlineData("version: *one", "are not taken here")]
    [InlineData("<<: {version: 1}", "`<<` is not known")]
    public void What_could_make_a_small_file_large_is_refused(string text, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(Problems(folder, text), problem => problem.What.Contains(message));
    }

    [Fact]
    public void A_tab_is_named_with_its_own_line_and_not_with_that_of_the_mapping_around_it()
    {
        using var folder = new TemporaryFolder();
        YamlProblem problem = Assert.Single(Problems(folder, "version: 1\nmachines:\n  - id: fan\n    name: a\n\tkind: fan\n"));
        Assert.Equal((5, "this is not YAML: a line is indented with a tab: use blanks"), (problem.Line, problem.What));
    }

    [Fact]
    public void Bombs_are_refused_before_they_burst()
    {
        using var folder = new TemporaryFolder();
        var laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c < 'k'; c++)
        {
            laughs.Append($"{c}: &{c} [{string.Join(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n");
        }

        Assert.Contains("anchors", Problems(folder, laughs.ToString())[0].What);
        Assert.Contains("nested more than 12 deep", Problems(folder, new string('[', 200_000))[0].What);
        Assert.Contains("nested more than 12 deep", Problems(folder, string.Concat(Enumerable.Repeat("{a: ", 100_000)))[0].What);
        Assert.Contains("nested more than 12 deep", Problems(folder, string.Concat(Enumerable.Range(0, 400).Select(i => new string(' ', i) + "a:\n")))[0].What);
        Assert.Contains("longer than 1048576 bytes", Problems(folder, new string('#', YamlText.LargestBytes + 1))[0].What);
        string[] numbers = ["1e308", "1e309", "-1e309", "9223372036854775808", new string('9', 5000), ".inf", "-.inf", ".nan", "0x10", "1_000", "+", "-", ".", "1e", "\"1\""];
        Assert.All(numbers, number => Assert.NotEmpty(Problems(folder, AssetsText.Whole.Replace("power: 355", $"power: {number}"))));
    }

    [Fact]
    public void A_mutated_file_is_read_or_refused_line_by_line_and_never_breaks()
    {
        var random = new Random(TestData.Seed);
        using var folder = new TemporaryFolder();
        string[] lines = AssetsText.Whole.Split('\n');
        string[] snippets = ["", "~", "null", "[]", "{}", "- 1", "a: b", "&x 1", "*x", "!t 1", "\"", "'", "|", ">", "? k", "1e400", "-1", "\t", "%YAML 9.9", "---", "...", "\u0085", "\u2028", "\uFEFF", "\\x00", "[[[[[[[[[[[[[[", "true", "NaN", "id: fan"];
        int cases = TestData.LongMode ? 50_000 : 600, refused = 0;
        for (int i = 0; i < cases; i++)
        {
            List<string> text = [.. lines];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                int at = random.Next(text.Count);
                string line = text[at];
                int colon = line.IndexOf(':');
                switch (random.Next(6))
                {
                    case 0: text.RemoveAt(at); break;
                    case 1: text.Insert(at, line); break;
                    case 2: text[at] = new string(' ', random.Next(12)) + line.TrimStart(); break;
                    case 3 when colon > 0: text[at] = $"{line[..colon]}: {snippets[random.Next(snippets.Length)]}"; break;
                    case 4: text[at] = text[random.Next(text.Count)]; break;
                    default: text.Insert(at, new string(' ', random.Next(8)) + snippets[random.Next(snippets.Length)]); break;
                }
            }

            string whole = string.Join('\n', text);
            IReadOnlyList<YamlProblem> problems;
            try
            {
                problems = Problems(folder, whole);
            }
            catch (Exception wrong)
            {
                Assert.Fail($"seed {TestData.Seed}, case {i}: {wrong.GetType().Name} {wrong.Message}\n{whole}");
                return;
            }

            refused += problems.Count > 0 ? 1 : 0;
            Assert.All(problems, problem => Assert.True(problem.Line >= 1 && problem.Column >= 1 && problem.What.Length is > 0 and < 6000 && !problem.ToString().AsSpan().ContainsAny('\n', '\r'), $"seed {TestData.Seed}, case {i}: {problem}"));
        }

        Assert.InRange(refused, cases / 3, cases);
    }

    internal static IReadOnlyList<YamlProblem> Problems(TemporaryFolder folder, string text)
    {
        AssetFile.Check(folder.Write("assets.yaml", text), out IReadOnlyList<YamlProblem> problems);
        return problems;
    }
}
