using System.Globalization;
using System.Text.Json.Nodes;
using AIoT.Embedded.ModelTools.Tests.Cli;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.Tests.Common;
using MathNet.Numerics.LinearAlgebra;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>A float autoencoder that is trained here, on recorded machines, and what its int8 form loses.</summary>
public sealed class RecordedAutoencoderTests(ITestOutputHelper log) : IDisposable
{
    private const int Code = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    /// <summary>
    /// Without bends the best autoencoder is known without training steps: the projection on the principal components of the normalised features.
    /// Every second healthy recording trains it; the others and all faulty recordings judge it.
    /// </summary>
    private void Train(string features)
    {
        string[] lines = File.ReadAllLines(features), names = lines[0].Split(',');
        int first = Array.IndexOf(names, "spectrum_1"), label = Array.IndexOf(names, "label"), file = Array.IndexOf(names, "file"), n = names.Length - first;
        string[][] rows = [.. lines.Skip(1).Select(l => l.Split(','))];
        string[] healthy = [.. rows.Where(r => r[label] == "normal").Select(r => r[file]).Distinct().Order(StringComparer.Ordinal)];
        HashSet<string> trained = [.. healthy.Where((_, i) => i % 2 == 0)];
        Assert.True(healthy.Length >= 2, "one recording to train on and one to judge");
        File.WriteAllLines(In("train.csv"), [lines[0], .. rows.Where(r => trained.Contains(r[file])).Select(r => string.Join(',', r))]);
        File.WriteAllLines(In("test.csv"), [lines[0], .. rows.Where(r => !trained.Contains(r[file])).Select(r => string.Join(',', r))]);

        double[][] x = [.. rows.Where(r => trained.Contains(r[file])).Select(r => r[first..].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        double[] mean = [.. Enumerable.Range(0, n).Select(i => x.Average(r => r[i]))];
        double[] deviation = [.. Enumerable.Range(0, n).Select(i => Math.Max(1, Math.Sqrt(x.Average(r => (r[i] - mean[i]) * (r[i] - mean[i])))))];
        Matrix<double> v = Matrix<double>.Build.Dense(x.Length, n, (r, i) => (x[r][i] - mean[i]) / deviation[i]).Svd().VT;
        var b = new GraphBuilder(1, -1, n);
        b.Then("Sub", [b.Constant([n], i => mean[i])]).Then("Div", [b.Constant([n], i => deviation[i])])
            .Then("MatMul", [b.Constant([n, Code], i => v[i % Code, i / Code])]).Then("MatMul", [b.Constant([Code, n], i => v[i / n, i % n])]);
        File.WriteAllBytes(In("m.onnx"), b.Model().Bytes());
    }

    [SkippableFact]
    public async Task Its_int8_loses_at_most_a_hundredth_of_its_area_and_the_report_tells_what_each_remedy_gave()
    {
        await CommandRun.Good("features", TestData.Shared("vibration/adi_cbm_limerick"), "--recipe", "spectrum-128", "--axis", "x", "-o", In("f.csv"));
        Train(In("f.csv"));
        await CommandRun.Good("quantize", In("m.onnx"), "--calibrate", In("train.csv"), "--measure", In("test.csv"), "--recipe", "spectrum-128", "--anomaly", "--metric", "auc", "--int16", "never", "--max-drop", "0.010", "-o", In("m.aim"), "--json", In("q.json"));
        JsonNode q = JsonNode.Parse(await File.ReadAllTextAsync(In("q.json")))!;
        log.WriteLine($"area under the ROC curve {(double)q["float"]!:F4} in float, {(double)q["image"]!:F4} in int8, {q["rows"]} windows of recordings that trained nothing");
        Assert.InRange((double)q["drop"]!, -1, 0.010);
        JsonArray remedies = q["remedies"]!.AsArray();
        Assert.True(remedies.Count(r => r!["quality"] is not null) >= 4);

        await CommandRun.Good("report", In("m.aim"), "-o", In("r.html"), "--against", In("m.onnx"), "--data", In("test.csv"), "--remedies", In("q.json"));
        string page = await File.ReadAllTextAsync(In("r.html"));
        Assert.Contains("What each remedy gave", page, StringComparison.Ordinal);
        Assert.All(remedies, r => Assert.Contains(System.Net.WebUtility.HtmlEncode((string)r!["what"]!), page, StringComparison.Ordinal));
        Assert.Contains("ROC", page, StringComparison.Ordinal);
        await CommandRun.Good("verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("test.csv"));
    }
}
