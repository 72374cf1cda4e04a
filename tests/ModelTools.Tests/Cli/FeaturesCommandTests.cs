using System.Buffers.Binary;
using System.Diagnostics;
using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Cli;

/// <summary>features: recordings of any length in little memory, and files that appear whole or not at all.</summary>
public sealed class FeaturesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-features-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_recording_many_times_as_large_as_the_heap_is_extracted()
    {
        // 16 MB of heap for 32 MB of file, which would be 256 MB of numbers; in the long mode for 500 MB.
        int channels = TestData.LongMode ? 2 : 16, frames = TestData.LongMode ? 125_000_000 : 1_000_000;
        Wav("long.wav", channels, frames);

        (int code, string output, string error) = await Process(["features", In("long.wav"), "-o", In("f.csv"), "--axis", "ch2"], ("DOTNET_GCHeapHardLimit", "0x1000000"));

        Assert.True(code == 0, error);
        Assert.Contains($"{frames / 2048} windows of 1 recordings", output, StringComparison.Ordinal);
        Assert.Equal(1 + frames / 2048, File.ReadLines(In("f.csv")).Count());
    }

    [Fact]
    public async Task Windows_of_one_file_come_in_order_with_every_axis_in_turn()
    {
        Wav("two.wav", 2, 100 * 2048);
        string output = await CommandRun.Good("features", In("two.wav"), "-o", In("f.csv"), "--axis", "all");

        Assert.Contains("200 windows", output, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => $"two.wav,ch{1 + i / 100},{i % 100}"),
            File.ReadLines(In("f.csv")).Skip(1).Select(l => string.Join(',', l.Split(',')[..3])));
    }

    [SkippableFact]
    public async Task A_full_disk_is_one_line_and_leaves_no_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "limits of the shell");
        Wav("a.wav", 1, 400 * 2048);

        // A limit on the size of files makes a write fail as a full disk does; the runtime's own mappings need files of any size.
        (int code, _, string error) = await Process("/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh", .. Tool, "features", In("a.wav"), "-o", In("f.csv")], ("DOTNET_EnableWriteXorExecute", "0"));

        Assert.True(code == CommandLine.WrongInput, $"{code}: {error}");
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Equal([In("a.wav")], Directory.GetFiles(_folder));
    }

    [SkippableTheory]
    [InlineData("f.csv")]
    [InlineData("f.pb")]
    public async Task Ctrl_C_is_130_and_leaves_what_was_there_before(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "signals");
        Wav("long.wav", 1, 15_000 * 2048);
        File.WriteAllText(In(name), "before");
        var start = new ProcessStartInfo(Tool[0], [.. Tool[1..], "features", In("long.wav"), "-o", In(name)]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = System.Diagnostics.Process.Start(start)!;
        await Task.Delay(500);
        for (int i = 0; i < 200 && name.EndsWith("csv", StringComparison.Ordinal) && !File.Exists(In(name + ".part")) && !process.HasExited; i++)
        {
            await Task.Delay(50);
        }

        using (Process kill = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();

        Assert.Equal(130, process.ExitCode);
        Assert.Equal("before", File.ReadAllText(In(name)));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_output_is_one_line_and_no_litter()
    {
        Wav("a.wav", 1, 4096);
        Directory.CreateDirectory(In("out.csv"));
        await CommandRun.Refused("is a folder", "features", In("a.wav"), "-o", In("out.csv"));
        await CommandRun.Refused("is a folder", "simulate", "--machines", "1", "-o", In("out.csv"));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Fact]
    public void Progress_says_files_and_bytes_on_a_terminal_and_nothing_elsewhere()
    {
        using StringWriter terminal = new(), other = new();
        foreach ((StringWriter to, bool? shown) in new[] { (terminal, (bool?)true), (other, null) })
        {
            using var progress = new ProgressLine(to, "recordings", 2, 4_000_000, shown);
            progress.Within("pump.wav", 3_000_000, 0.5);
            progress.Step(1, 3_000_000);
            progress.Step(1, 1_000_000);
        }

        string said = terminal.ToString();
        Assert.Contains("0 of 2 recordings, 1.5 of 4.0 MB, pump.wav 50 %", said, StringComparison.Ordinal);
        Assert.Contains("[" + new string('#', 30) + "] 2 of 2 recordings, 4.0 of 4.0 MB", said, StringComparison.Ordinal);
        Assert.EndsWith("\r\x1b[K", said, StringComparison.Ordinal);
        Assert.Empty(other.ToString());
    }

    /// <summary>The command beside the tests, in a process of its own.</summary>
    private static string[] Tool => [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "aiot-model.dll")];

    private string In(string name) => Path.Combine(_folder, name);

    private static Task<(int Code, string Output, string Error)> Process(string[] args, params (string Name, string Value)[] environment) => Process(Tool[0], [.. Tool[1..], .. args], environment);

    private static async Task<(int Code, string Output, string Error)> Process(string file, string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, args) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = System.Diagnostics.Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Noise at 12.8 kHz, 16 bits, the same block over and over.</summary>
    private void Wav(string name, int channels, int frames)
    {
        byte[] block = new byte[4096 * channels * 2];
        new Random(1).NextBytes(block);
        using FileStream file = File.Create(In(name));
        long bytes = 2L * channels * frames;
        byte[] head = new byte[44];
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)(36 + bytes));
        "WAVEfmt "u8.CopyTo(head.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(24), 12800);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), 12800 * channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(32), (short)(channels * 2));
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(34), 16);
        "data"u8.CopyTo(head.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(40), (uint)bytes);
        file.Write(head);
        for (long done = 0; done < bytes; done += block.Length)
        {
            file.Write(block, 0, (int)Math.Min(block.Length, bytes - done));
        }
    }
}
