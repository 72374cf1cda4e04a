using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Cli;

/// <summary>The command: a model goes all the way, and wrong input is one line and exit code 2.</summary>
public sealed class CommandLineTests : IDisposable
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

    private async Task Refused(string says, params string[] args)
    {
        (int code, _, string error) = await Run(args);
        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_goes_from_simulated_features_to_verified_code()
    {
        (int code, string output, string error) = await Run("simulate", "-o", In("f.csv"), "--machines", "24", "--seed", "5");
        Assert.True(code == 0, error);
        string[] lines = File.ReadAllLines(In("f.csv"));
        Assert.Equal(1 + 24 * 4, lines.Length);
        int features = lines[0].Split(',').Length - 3;
        File.WriteAllBytes(In("m.onnx"), SmallModels.Mlp(features, 12, 4, 3).Bytes());
        (code, output, error) = await Run("inspect", In("m.onnx"));
        Assert.True(code == 0, error);
        Assert.Contains("Dense", output, StringComparison.Ordinal);
        (code, output, error) = await Run("quantize", In("m.onnx"), "--calibrate", In("f.csv"), "--recipe", "bearing-v1", "-o", In("m.aim"), "--class", "normal,outer,inner,ball", "--board", TestData.InRepository("boards/esp32-devkitc"), "--max-drop", "0.1", "--json", In("m.json"));
        Assert.True(code == 0, output + error);
        byte[] image = File.ReadAllBytes(In("m.aim"));
        ModelImage parsed = ModelImage.Parse(image, image.Length);
        Assert.Equal("outer", parsed.ClassName(1));
        Assert.True(new Engine(parsed, 0).SelfTest());
        (code, output, error) = await Run("verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("f.csv"), "--min-agreement", "0.8");
        Assert.True(code == 0, output + error);
        Assert.Contains("bit-equal to the engine", output, StringComparison.Ordinal);
        (code, output, error) = await Run("show", In("m.aim"));
        Assert.True(code == 0, error);
        Assert.Contains("normal, outer, inner, ball", output, StringComparison.Ordinal);
        (code, output, error) = await Run("emit", In("m.aim"), "--csharp", In("code"));
        Assert.True(code == 0, error);
        Assert.Contains("public sealed class M", File.ReadAllText(In("code/M.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_file()
    {
        await Run("simulate", "-o", In("a.csv"), "--machines", "20", "--seed", "9");
        await Run("simulate", "-o", In("b.csv"), "--machines", "20", "--seed", "9");
        Assert.Equal(File.ReadAllBytes(In("a.csv")), File.ReadAllBytes(In("b.csv")));
    }

    [Fact]
    public async Task A_recording_becomes_one_row_a_window()
    {
        // 1.5 s of a 100 Hz tone at 12.8 kHz, one column.
        File.WriteAllLines(In("tone.csv"), ["x", .. Enumerable.Range(0, 19200).Select(i => (0.1 * Math.Sin(2 * Math.PI * 100 * i / 12800)).ToString("G9", CultureInfo.InvariantCulture))]);
        (int code, string output, string error) = await Run("features", In("tone.csv"), "-o", In("f.csv"), "--rate", "12800");
        Assert.True(code == 0, error);
        Assert.Equal(1 + 19200 / 2048, File.ReadAllLines(In("f.csv")).Length);
    }

    [Fact]
    public async Task A_tensor_of_features_holds_what_the_table_holds()
    {
        File.WriteAllLines(In("tone.csv"), ["x", .. Enumerable.Range(0, 3 * 2048).Select(i => (0.1 * Math.Sin(2 * Math.PI * 100 * i / 12800)).ToString("G9", CultureInfo.InvariantCulture))]);
        await CommandRun.Good("features", In("tone.csv"), "-o", In("f.csv"), "--rate", "12800");
        await CommandRun.Good("features", In("tone.csv"), "-o", In("f.pb"), "--rate", "12800");
        string[][] table = [.. File.ReadLines(In("f.csv")).Select(line => line.Split(','))];
        TensorProto tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(In("f.pb")));
        JsonElement doc = JsonDocument.Parse(tensor.DocString).RootElement;
        string[] remarks = [.. doc.GetProperty("remarks").EnumerateArray().Select(name => name.GetString()!)];
        string[] names = [.. doc.GetProperty("features").EnumerateArray().Select(name => name.GetString()!)];
        Assert.Equal(new long[] { 3, names.Length }, tensor.Dims);
        Assert.Equal(6, tensor.DataType);
        Assert.Equal(table[0], remarks.Concat(names));
        int[] values = MemoryMarshal.Cast<byte, int>(tensor.RawData.Span).ToArray();
        for (int row = 0; row < 3; row++)
        {
            string[] told = [.. doc.GetProperty("rows")[row].EnumerateArray().Select(remark => remark.GetString()!)];
            Assert.Equal(table[row + 1], told.Concat(values.Skip(row * names.Length).Take(names.Length).Select(value => value.ToString(CultureInfo.InvariantCulture))));
        }
    }

    [Fact]
    public async Task Wrong_input_is_one_line()
    {
        File.WriteAllBytes(In("m.onnx"), SmallModels.Mlp(24, 8, 4, 3).Bytes());
        File.WriteAllText(In("f.csv"), "a,b\n1,2\n");
        File.WriteAllText(In("ragged.csv"), "a,b\n1\n");
        File.WriteAllText(In("text.csv"), "a,b\n1,hello\n");
        File.WriteAllText(In("bad.aim"), "AIM1 or so");
        await Refused("no such file", "inspect", In("absent.onnx"));
        await Refused("is a folder", "inspect", _folder);
        await Refused("not an ONNX model", "inspect", In("text.csv"));
        await Refused("the model expects 24 inputs, recipe bearing-v1 makes", "quantize", In("m.onnx"), "--calibrate", In("f.csv"), "--recipe", "bearing-v1", "-o", In("m.aim"));
        await Refused("has 2 features, the model expects 24 inputs", "quantize", In("m.onnx"), "--calibrate", In("f.csv"), "-o", In("m.aim"));
        await Refused("line 2", "quantize", In("m.onnx"), "--calibrate", In("ragged.csv"), "-o", In("m.aim"));
        await Refused("'hello'", "quantize", In("m.onnx"), "--calibrate", In("text.csv"), "-o", In("m.aim"));
        await Refused("cannot be read", "quantize", In("m.onnx"), "--calibrate", In("absent.csv"), "-o", In("m.aim"));
        File.WriteAllText(In("good.csv"), RowOf(24) + "\n" + RowOf(24));
        File.WriteAllText(In("none.csv"), RowOf(24) + "\n");
        File.WriteAllText(In("nan.csv"), RowOf(24) + "\n" + RowOf(24).Replace("7", "NaN", StringComparison.Ordinal));
        byte[] noise = new byte[2_000_000];
        new Random(3).NextBytes(noise);
        File.WriteAllBytes(In("noise"), noise);
        File.WriteAllText(In("kept.aim"), "what was there before");
        await Refused("has a header and no rows", "quantize", In("m.onnx"), "--calibrate", In("none.csv"), "-o", In("m.aim"));
        await Refused("'NaN'", "quantize", In("m.onnx"), "--calibrate", In("nan.csv"), "-o", In("m.aim"));
        await Refused("noise: ", "quantize", In("m.onnx"), "--calibrate", In("noise"), "-o", In("m.aim"));
        await Refused("is not an ONNX model", "quantize", In("noise"), "--calibrate", In("good.csv"), "-o", In("m.aim"));
        await Refused("takes 0 to 1", "quantize", In("m.onnx"), "--calibrate", In("good.csv"), "-o", In("m.aim"), "--max-drop", "-1");
        await Refused("takes 0 to 1", "quantize", In("m.onnx"), "--calibrate", In("good.csv"), "-o", In("m.aim"), "--max-drop", "NaN");
        await Refused("'abc' for option '--max-drop' as a number", "quantize", In("m.onnx"), "--calibrate", In("good.csv"), "-o", In("m.aim"), "--max-drop", "abc");
        await Refused("no comma: '0,01'", "quantize", In("m.onnx"), "--calibrate", In("good.csv"), "-o", In("m.aim"), "--max-drop", "0,01");
        await Refused("is empty", "quantize", In("m.onnx"), "--calibrate", In("good.csv"), "-o", "", "--max-drop", "1");
        await Refused("is no folder", "quantize", In("m.onnx"), "--calibrate", In("good.csv"), "-o", In("kept.aim/m.aim"), "--max-drop", "1");
        Assert.Equal("what was there before", File.ReadAllText(In("kept.aim")));
        await Refused("no recipe of this name", "simulate", "-o", In("g.csv"), "--recipe", "nothing");
        await Refused("--calibrate", "quantize", In("m.onnx"), "-o", In("m.aim"));
        await Refused("--machines", "simulate", "-o", In("g.csv"), "--machines", "0");
        await Refused("make it with 'aiot-model quantize'", "show", In("bad.aim"));
        await Refused("cannot be read", "emit", In("absent.aim"), "--csharp", In("code"));
        await Refused("absent", "features", In("absent"), "-o", In("g.csv"));
        Assert.False(File.Exists(In("m.aim")));
        Assert.False(File.Exists(In("g.csv")));
    }

    /// <summary>0,1,2,...: a header and a row of numbers at once.</summary>
    private static string RowOf(int count) => string.Join(',', Enumerable.Range(0, count));

    /// <summary>The search of a wide network takes a second and more; what was there before stays.</summary>
    [Fact]
    public async Task A_stop_of_a_conversion_leaves_what_was_there_before()
    {
        File.WriteAllBytes(In("m.onnx"), SmallModels.Mlp(24, 4000, 200, 3).Bytes());
        File.WriteAllLines(In("f.csv"), [RowOf(24), .. Enumerable.Range(0, 3000).Select(i => string.Join(',', Enumerable.Range(0, 24).Select(k => i * (k + 7) % 1000)))]);
        File.WriteAllText(In("m.aim"), "before");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(["quantize", In("m.onnx"), "--calibrate", In("f.csv"), "-o", In("m.aim")], output, error, stop.Token);
        Assert.True(code == 130, $"{code} {output}{error}");
        Assert.Equal("before", File.ReadAllText(In("m.aim")));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task A_stop_leaves_no_half_file()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(["simulate", "-o", In("long.csv"), "--machines", "1000000"], output, error, stop.Token);
        Assert.Equal(130, code);
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
