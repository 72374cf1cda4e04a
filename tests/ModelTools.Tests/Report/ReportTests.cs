using System.Globalization;
using System.Xml.Linq;
using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.ModelTools.Tests.Trees;
using AIoT.Embedded.Tests.Common;
using static AIoT.Embedded.ModelTools.Tests.Onnx.SmallModels;

namespace AIoT.Embedded.ModelTools.Tests.Report;

/// <summary>The report: one page that stands alone, shows what it was given, and says what it was not.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task Good(params string[] args)
    {
        (int code, string output, string error) = await Run(args);
        Assert.True(code == 0, output + error);
    }

    private async Task<XDocument> Page(params string[] more)
    {
        await Good(["report", In("m.aim"), "-o", In("report.html"), .. more]);
        return XDocument.Parse((await File.ReadAllTextAsync(In("report.html"))).Replace("<!doctype html>", "", StringComparison.Ordinal));
    }

    private static string Text(XDocument page) => string.Concat(page.Descendants().Where(e => e.Name.LocalName != "style").SelectMany(e => e.Nodes().OfType<XText>()).Select(t => t.Value + " "));

    private static void StandsAlone(XDocument page)
    {
        XElement[] all = [.. page.Descendants()];
        Assert.DoesNotContain(all, e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "object");
        Assert.DoesNotContain(all.Attributes(), a => a.Name.LocalName is "src" or "href");
        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
        Assert.Contains(all, e => e.Name.LocalName == "meta" && e.Attribute("name")?.Value == "viewport");
        Assert.All(all.Where(e => e.Name.LocalName == "svg"), svg => Assert.Equal(["title", "desc"], svg.Elements().Take(2).Select(e => e.Name.LocalName)));
        Assert.All(all.Where(e => e.Name.LocalName == "th"), th => Assert.NotNull(th.Attribute("scope")));
        Assert.Single(all, e => e.Name.LocalName == "h1");
        Assert.Single(all, e => e.Name.LocalName == "main");
        Assert.DoesNotContain("http", string.Concat(all.SelectMany(e => e.Nodes().OfType<XText>()).Select(t => t.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_is_shown_with_what_was_given_and_the_rest_is_named()
    {
        await Good("simulate", "-o", In("f.csv"), "--machines", "24", "--seed", "5");
        int features = File.ReadLines(In("f.csv")).First().Split(',').Length - 3;
        File.WriteAllBytes(In("m.onnx"), Mlp(features, 12, 4, 3).Bytes());
        await Good("quantize", In("m.onnx"), "--calibrate", In("f.csv"), "--recipe", "bearing-v1", "-o", In("m.aim"), "--class", "normal,outer,inner,ball", "--max-drop", "1", "--json", In("q.json"));

        XDocument bare = await Page();
        StandsAlone(bare);
        string text = Text(bare);
        Assert.Contains("Not on this page", text, StringComparison.Ordinal);
        Assert.All(["--data", "--against", "--board", "--recordings", "--remedies"], option => Assert.Contains(option, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Confusion", text, StringComparison.Ordinal);

        // 1.5 s of a 100 Hz tone.
        Directory.CreateDirectory(In("recordings"));
        File.WriteAllLines(In("recordings/tone.csv"), ["x", .. Enumerable.Range(0, 19200).Select(i => (0.1 * Math.Sin(2 * Math.PI * 100 * i / 12800)).ToString("G9", CultureInfo.InvariantCulture))]);
        XDocument full = await Page("--against", In("m.onnx"), "--data", In("f.csv"), "--board", TestData.InRepository("boards/esp32-devkitc/board.json"), "--recordings", In("recordings"), "--rate", "12800", "--remedies", In("q.json"));
        StandsAlone(full);
        text = Text(full);
        Assert.DoesNotContain("Not on this page", text, StringComparison.Ordinal);
        Assert.All(["Confusion matrix", "ROC", "Time a window", "error", "What each remedy gave", "tone.csv", "Spectrum of tone.csv", "macro AUROC"], part => Assert.Contains(part, text, StringComparison.Ordinal));

        // The tone is where it was put, at its amplitude: 0.1 g is -20 dB.
        Assert.Contains("Largest line -20 dB re 1 g at 100 Hz", text, StringComparison.Ordinal);

        // The matrix holds every row once.
        int rows = File.ReadLines(In("f.csv")).Count() - 1;
        XElement matrix = full.Descendants("table").Single(t => t.Attribute("class")?.Value == "heat");
        Assert.Equal(rows, matrix.Descendants("td").Where(c => c.Attribute("style") is not null).Sum(c => int.Parse(c.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Trees_go_from_quantize_over_verify_to_a_report()
    {
        var random = new Random(1);
        File.WriteAllLines(In("f.csv"), ["a,b,c,d,label", .. Enumerable.Range(0, 300).Select(_ => $"{random.Next(-110, 111)},{random.Next(-110, 111)},{random.Next(-110, 111)},{random.Next(-110, 111)},{random.Next(3)}")]);
        var trees = new RandomTrees(5, 4, 3) { Leaf = r => [(float)r.NextDouble() / 30, (float)r.NextDouble() / 30, (float)r.NextDouble() / 30] };
        File.WriteAllBytes(In("m.onnx"), new GraphBuilder(1, -1, 4).Then("ai.onnx.ml.TreeEnsembleClassifier", null, trees.Attributes(10, 4, true)).Also("scores").Model().Bytes());
        await Good("quantize", In("m.onnx"), "--calibrate", In("f.csv"), "-o", In("m.aim"), "--max-drop", "0");
        await Good("verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("f.csv"), "--min-agreement", "1");
        await Good("estimate", In("m.aim"), "--board", TestData.InRepository("boards/esp32-devkitc/board.json"));
        XDocument page = await Page("--data", In("f.csv"));
        StandsAlone(page);
        Assert.Contains("an image of kind Trees has none", Text(page), StringComparison.Ordinal);
        Assert.Contains("Confusion matrix", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_input_is_one_line()
    {
        async Task Refused(string says, params string[] args)
        {
            (int code, _, string error) = await Run(args);
            Assert.Equal(2, code);
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd('\n').Split('\n'));
        }

        await Refused("--output", "report", In("m.aim"));
        await Refused("cannot be read", "report", In("absent.aim"), "-o", In("r.html"));
        Assert.False(File.Exists(In("r.html")));
    }
}
