using System.Text.Json;
using System.Xml.Linq;
using AIoT.Embedded.Hil.Commands;
using AIoT.Embedded.Tests.Common;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Tests.Cli;

/// <summary>The command itself: the full vector set on a virtual board, the reports, and what wrong input is told.</summary>
public sealed class HilCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-hil-").FullName;

    [Fact]
    public async Task All_golden_vectors_pass_on_a_virtual_board_and_every_report_says_so()
    {
        string rig = File_("virtual.yaml", File.ReadAllText(TestData.InRepository("hil/rigs/virtual.yaml")).Replace("../../artifacts/hil/", "", StringComparison.Ordinal));
        (int exit, string output, string errors) = await Run("run", "--rig", rig, "--json", In("r.json"), "--junit", In("r.xml"), "--html", In("r.html"));
        Assert.True(exit == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(In("r.json")));
        JsonElement root = json.RootElement;
        int cases = root.GetProperty("cases").GetArrayLength();
        Assert.Equal(Targets.PtyBoard.Vectors.Cases.Count, cases);
        Assert.Equal((cases, 0), (root.GetProperty("passed").GetInt32(), root.GetProperty("exit").GetInt32()));
        Assert.Equal(["arithmetic", "features", "spectrum", "envelope", "inference", "wire", "evidence"], root.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("contract").GetString()).Distinct());

        // Never a board's name for a PC.
        Assert.StartsWith("PC-", root.GetProperty("targetName").GetString(), StringComparison.Ordinal);
        XElement junit = XDocument.Load(In("r.xml")).Root!;
        Assert.Equal(($"{cases + 1}", "0", "0"), ((string)junit.Attribute("tests")!, (string)junit.Attribute("failures")!, (string)junit.Attribute("errors")!));
        Assert.Contains($"{cases} of {cases} cases passed", File.ReadAllText(In("r.html")), StringComparison.Ordinal);
        Assert.Single(File.ReadLines(In("virtual.history.jsonl")));

        // A run makes a baseline, and another is held against it: memory is exact enough on a PC, time is not.
        (exit, output, errors) = await Run("baseline", "--run", In("r.json"), "--baseline", In("b.json"));
        Assert.True(exit == 0, output + errors);
        File.AppendAllText(rig, "gates: {memoryPercent: 50}\n");
        (exit, output, errors) = await Run("run", "--rig", rig, "--baseline", In("b.json"), "--filter", "wire");
        Assert.True(exit == 0, output + errors);
    }

    [Fact]
    public async Task All_golden_vectors_pass_when_they_stream_in_over_the_console()
    {
        (int exit, string output, string errors) = await Run("run", "--rig", TestData.InRepository("hil/rigs/virtual-stream.yaml"), "--json", In("s.json"));
        Assert.True(exit == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(In("s.json")));
        Assert.Equal(Targets.PtyBoard.Vectors.Cases.Count, json.RootElement.GetProperty("passed").GetInt32());
    }

    [Fact]
    public async Task A_crash_of_the_process_is_named_with_its_signal_and_words()
    {
        string rig = File_("c.yaml", "name: c\ntarget: virtual\nlaunch: [sh, -c, 'echo boot; echo out of luck >&2; kill -SEGV $$']\n");
        (int exit, string output, _) = await Run("run", "--rig", rig);
        Assert.Equal(ExitCode.Target, exit);
        Assert.Contains("Crashed", output, StringComparison.Ordinal);
        Assert.Contains("signal 11", output, StringComparison.Ordinal);
        Assert.Contains("out of luck", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interpreter_that_ends_in_silence_ended_early()
    {
        // What the interpreter for PCs does when an exception is not caught: no word, exit code 0.
        File_("app.pe", "x");
        string rig = File_("n.yaml", "name: n\ntarget: nanoclr\nlaunch: ['{interpreter}', '{assemblies}']\nassemblies: [app.pe]\nassemblyFolders: ['.']\n");
        (int exit, string output, _) = await Run("run", "--rig", rig, "--nanoclr", "/bin/true");
        Assert.Equal(ExitCode.Target, exit);
        Assert.Contains("EndedEarly", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_hangs_is_ended()
    {
        string rig = File_("h.yaml", "name: h\ntarget: virtual\nstartSeconds: 0.5\nlaunch: [sleep, '600']\n");
        (int exit, string output, _) = await Run("run", "--rig", rig).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(ExitCode.Target, exit);
        Assert.Contains("Silent", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_templates_fit_both_hosts_of_the_interpreter()
    {
        File_("mscorlib.pe", "m");
        File_("app.pe", "a");
        string rig = File_("t.yaml", "name: t\ntarget: nanoclr\nlaunch: [sh, -c, 'echo \"$@\" >&2; exit 3', sh, '{interpreter}', run, --assemblies, '{assemblies}', end]\nassemblies: [mscorlib.pe, app.pe]\n");
        (_, string output, _) = await Run("run", "--rig", rig, "--nanoclr", "nanoclr", "--pe", _folder);
        Assert.Contains($"nanoclr run --assemblies {In("mscorlib.pe")} {In("app.pe")} end", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "is required", "run")]
    [InlineData(ExitCode.Usage, "can't be read", "run", "--rig", "nowhere.yaml")]
    [InlineData(ExitCode.Usage, "no case has that in its name", "run", "--rig", "VIRTUAL", "--filter", "nothing-like-it")]
    [InlineData(ExitCode.Usage, "is for nanoclr rigs", "run", "--rig", "VIRTUAL", "--nanoclr", "x")]
    [InlineData(ExitCode.Usage, "no interpreter; give --nanoclr", "run", "--rig", "NANOCLR")]
    [InlineData(ExitCode.Usage, "mscorlib.pe is missing", "run", "--rig", "NANOCLR", "--nanoclr", "x")]
    [InlineData(ExitCode.Usage, "no such folder", "run", "--rig", "NANOCLR", "--nanoclr", "x", "--pe", "/nowhere")]
    [InlineData(ExitCode.Usage, "is a folder; name a file", "run", "--rig", "VIRTUAL", "--json", "/tmp")]
    [InlineData(ExitCode.Usage, "no gate", "run", "--rig", "VIRTUAL", "--baseline", "b.json")]
    [InlineData(ExitCode.Usage, "can't be read", "baseline", "--run", "nowhere.json", "--baseline", "b.json")]
    [InlineData(ExitCode.Usage, "", "frobnicate")]
    [InlineData(ExitCode.Unavailable, "no such port", "run", "--rig", "SERIAL")]
    [InlineData(ExitCode.Unavailable, "is no serial port", "run", "--rig", "NOTTY")]
    [InlineData(ExitCode.Unavailable, "no such program", "run", "--rig", "NOFLASH")]
    [InlineData(ExitCode.Unavailable, "failed with exit code 7: no board in boot mode", "run", "--rig", "BADFLASH")]
    public async Task Wrong_input_is_told_in_one_line(int code, string words, params string[] args)
    {
        Dictionary<string, string> rigs = new()
        {
            ["VIRTUAL"] = TestData.InRepository("hil/rigs/virtual.yaml"),
            ["NANOCLR"] = TestData.InRepository("hil/rigs/nanoclr.yaml"),
            ["SERIAL"] = File_("s.yaml", "name: s\ntarget: serial\nport: /dev/tty-nowhere\n"),
            ["NOTTY"] = File_("d.yaml", "name: d\ntarget: serial\nport: /dev/null\n"),
            ["NOFLASH"] = File_("f.yaml", "name: f\ntarget: serial\nport: /dev/tty-nowhere\nflash: [no-such-flasher]\n"),
            ["BADFLASH"] = File_("g.yaml", "name: g\ntarget: serial\nport: /dev/tty-nowhere\nflash: [sh, -c, 'echo no board in boot mode >&2; exit 7']\n"),
        };
        (int exit, _, string errors) = await Run([.. args.Select(arg => rigs.GetValueOrDefault(arg, arg))]);
        Assert.Equal(code, exit);
        Assert.StartsWith("aiot hil: ", errors, StringComparison.Ordinal);
        Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Exit, string Output, string Errors)> Run(params string[] args)
    {
        StringWriter output = new();
        StringWriter errors = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 400;
        int exit = await HilProgram.RunAsync(args, console, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string File_(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }
}
