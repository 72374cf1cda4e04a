using System.Globalization;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.ModelTools.Tests.Trees;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Tests.Cli;

/// <summary>verify holds each kind of model to a criterion of its own, against ONNX Runtime.</summary>
public sealed class ScoreVerificationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    /// <summary>Rows near a plane that a small autoencoder keeps; the faulty ones lie beside it.</summary>
    private void Rows(string name, int seed)
    {
        var random = new Random(seed);
        File.WriteAllLines(In(name), ["a,b,c,d,e,f,label", .. Enumerable.Range(0, 240).Select(r =>
        {
            bool faulty = r % 3 == 0;
            double p = random.NextDouble() - 0.5, q = random.NextDouble() - 0.5;
            IEnumerable<string> x = Enumerable.Range(0, 6).Select(i => Math.Round(2000 * (p * Math.Cos(i) + q * Math.Sin(2 * i)) + (faulty ? 1500 : 500) * (random.NextDouble() - 0.5)).ToString(CultureInfo.InvariantCulture));
            return string.Join(',', x) + (faulty ? ",faulty" : ",normal");
        })]);
    }

    private void Autoencoder()
    {
        // The projection onto cos(i) and sin(2i): what an autoencoder of two inner values would learn.
        double[][] basis = [[.. Enumerable.Range(0, 6).Select(i => Math.Cos(i))], [.. Enumerable.Range(0, 6).Select(i => Math.Sin(2 * i))]];
        double n0 = Math.Sqrt(basis[0].Sum(v => v * v));
        double[] u = [.. basis[0].Select(v => v / n0)];
        double dot = u.Zip(basis[1], (a, b) => a * b).Sum();
        double[] w = [.. basis[1].Select((v, i) => v - dot * u[i])];
        double n1 = Math.Sqrt(w.Sum(v => v * v));
        double[][] q = [u, [.. w.Select(v => v / n1)]];
        GraphBuilder b = new(1, -1, 6);
        b.Then("Sub", [b.Filled(0, 6)]).Then("Div", [b.Filled(500, 6)]);
        File.WriteAllBytes(In("m.onnx"), b.Then("MatMul", [b.Constant([6, 2], i => q[i % 2][i / 2])]).Then("MatMul", [b.Constant([2, 6], i => q[i / 6][i % 6])]).Model().Bytes());
    }

    [Fact]
    public async Task An_anomaly_score_is_verified_by_its_ranks_and_its_area()
    {
        Autoencoder();
        Rows("c.csv", 1);
        Rows("t.csv", 2);
        File.WriteAllLines(In("h.csv"), File.ReadLines(In("c.csv")).Where(l => !l.EndsWith(",faulty", StringComparison.Ordinal)));
        File.WriteAllBytes(In("r.bin"), []);
        await CommandRun.Good("quantize", In("m.onnx"), "--calibrate", In("h.csv"), "--recipe", Recipe(), "--anomaly", "-o", In("m.aim"), "--max-drop", "1");
        string output = await CommandRun.Good("verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("t.csv"), "--json", In("v.json"));
        Assert.Contains("rank correlation", output, StringComparison.Ordinal);
        Assert.Contains("area under ROC", output, StringComparison.Ordinal);
        Assert.Contains("\"floatAuc\": 0.", await File.ReadAllTextAsync(In("v.json")), StringComparison.Ordinal);

        // The limits bite.
        (int code, output, _) = await CommandRun.Of("verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("t.csv"), "--min-rank-correlation", "1");
        Assert.Equal((1, true), (code, output.Contains("NOT VERIFIED", StringComparison.Ordinal)));
        await CommandRun.Refused("takes 0 to 1", "verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("t.csv"), "--max-auc-drop", "2");
        await CommandRun.Refused("r.bin", "verify", In("m.aim"), "--against", In("r.bin"), "--data", In("t.csv"));
    }

    /// <summary>A recipe of six features.</summary>
    private string Recipe()
    {
        File.WriteAllBytes(In("six.recipe"), new FeatureRecipe { WindowLength = 1024, Hop = 1024, SampleRateMilliHz = 12_000_000 }.AddLogAmplitudeSpectrum(1, 4, 6).ToBytes());
        return In("six.recipe");
    }

    [Fact]
    public async Task Trees_are_verified_against_ONNX_Runtime_and_a_forest_of_another_file_is_told()
    {
        var random = new Random(1);
        File.WriteAllLines(In("f.csv"), ["a,b,c,d,label", .. Enumerable.Range(0, 200).Select(_ => $"{random.Next(-110, 111)},{random.Next(-110, 111)},{random.Next(-110, 111)},{random.Next(-110, 111)},{random.Next(3)}")]);
        RandomTrees Trees(int seed) => new(seed, 4, 3) { Leaf = r => [(float)r.NextDouble() / 30, (float)r.NextDouble() / 30, (float)r.NextDouble() / 30] };
        byte[] Forest(int seed) => new GraphBuilder(1, -1, 4).Then("ai.onnx.ml.TreeEnsembleClassifier", null, Trees(seed).Attributes(10, 4, true)).Also("scores").Model().Bytes();
        File.WriteAllBytes(In("m.onnx"), Forest(5));
        File.WriteAllBytes(In("other.onnx"), Forest(6));
        await CommandRun.Good("quantize", In("m.onnx"), "--calibrate", In("f.csv"), "-o", In("m.aim"), "--max-drop", "0");
        string output = await CommandRun.Good("verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("f.csv"), "--min-agreement", "1", "--json", In("v.json"));
        Assert.Contains("importer            as ONNX Runtime", output, StringComparison.Ordinal);
        Assert.Contains("100.00 %", output, StringComparison.Ordinal);
        (int code, output, _) = await CommandRun.Of("verify", In("m.aim"), "--against", In("other.onnx"), "--data", In("f.csv"));
        Assert.Equal(1, code);
        Assert.Contains("MISMATCH: the image was made from another model file", output, StringComparison.Ordinal);
        await CommandRun.Good("report", In("m.aim"), "-o", In("r.html"), "--against", In("m.onnx"), "--data", In("f.csv"));
        Assert.Contains("the same top class on 100.00 % of 200 rows", await File.ReadAllTextAsync(In("r.html")), StringComparison.Ordinal);
    }
}
