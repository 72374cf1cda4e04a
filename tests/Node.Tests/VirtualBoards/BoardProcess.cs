using System.Diagnostics;
using System.Text.Json;

namespace AIoT.Embedded.Node.Tests.VirtualBoards;

/// <summary>aiot-virtual-board as a process of its own.</summary>
internal sealed class BoardProcess : IDisposable
{
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "aiot-virtual-board.dll");
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private BoardProcess(IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        _process = Process.Start(new ProcessStartInfo(host, ["exec", _program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public static BoardProcess Start(params string[] arguments) => new(arguments);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<(int Code, string Output, string Errors)> EndAsync(bool terminate = true)
    {
        if (terminate)
        {
            using Process kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _output, await _errors);
    }

    public static JsonElement Json(string output) => JsonDocument.Parse(output).RootElement;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
