using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Demo.Tests;

/// <summary>The demo as a user runs it: the built program as a process.</summary>
internal sealed class DemoProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    public DemoProcess(params string[] arguments)
    {
        // A test run that was itself started in the background hands down an ignored SIGINT: give the demo the usual one.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = TestData.Root };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Add(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Add(_errors, e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Program
    {
        get
        {
            // bin/Demo.Tests/release/ -> bin/Demo/release/aiot-demo
            string own = AppContext.BaseDirectory.TrimEnd('/');
            return Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(own))!, "Demo", Path.GetFileName(own), "aiot-demo");
        }
    }

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public static void SkipWithoutMosquitto() =>
        Skip.IfNot(File.Exists("/usr/sbin/mosquitto"), "Mosquitto is not installed");

    public static async Task<(int Code, JsonElement Report, string Output)> RunAsync(TimeSpan patience, params string[] arguments)
    {
        string report = Path.GetTempFileName();
        try
        {
            using DemoProcess demo = new([.. arguments, "--headless", "--report", report]);
            int code = await demo.EndAsync(patience);
            Assert.True(new FileInfo(report).Length > 0, $"no report; code {code}; {demo.Output} {demo.Errors}");
            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
            return (code, json.RootElement.Clone(), demo.Output);
        }
        finally
        {
            File.Delete(report);
        }
    }

    public async Task<int> EndAsync(TimeSpan patience)
    {
        using CancellationTokenSource timeout = new(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the demo did not end within {patience}: {Output} {Errors}");
        }

        return _process.ExitCode;
    }

    public async Task WaitForAsync(string text, TimeSpan patience)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"the demo ended: {Output} {Errors}");
            Assert.True(clock.Elapsed < patience, $"no '{text}' within {patience}: {Output} {Errors}");
            await Task.Delay(100);
        }
    }

    public void Signal(string signal) => Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
