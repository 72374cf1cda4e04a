using System.Diagnostics;
using AIoT.Embedded.ModelTools.Tests.Onnx;

namespace AIoT.Embedded.ModelTools.Tests.Quantization;

/// <summary>The same files give the same image, whatever computes it.</summary>
public sealed class RepeatabilityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private async Task<byte[]> Quantize(string image, int cores)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "aiot-model.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, "quantize", In("m.onnx"), "--calibrate", In("f.csv"), "-o", In(image), "--metric", "fidelity", "--max-drop", "0.0005"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{cores}";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        // Whether the budget is kept does not matter here.
        Assert.True(process.ExitCode is 0 or 1, await output + await error);
        return await File.ReadAllBytesAsync(In(image));
    }

    [Fact]
    public async Task The_image_is_the_same_on_one_core_and_on_many()
    {
        await File.WriteAllBytesAsync(In("m.onnx"), SmallModels.Mlp(24, 60, 5, 3).Bytes());
        var random = new Random(9);
        await File.WriteAllLinesAsync(In("f.csv"), [string.Join(',', Enumerable.Range(0, 24)), .. Enumerable.Range(0, 700).Select(_ => string.Join(',', Enumerable.Range(0, 24).Select(i => 100 * i + random.Next(-200, 200))))]);
        byte[] one = await Quantize("one.aim", 1);
        Assert.Equal(one, await Quantize("many.aim", 7));
        Assert.Equal(one, await Quantize("again.aim", 2));
    }
}
