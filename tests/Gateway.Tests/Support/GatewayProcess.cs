using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using AIoT.Embedded.Gateway.Commands;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>The gateway as a process, as the demo starts it.</summary>
public sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private GatewayProcess(Process process, string url)
    {
        _process = process;
        Client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true }, UseCookies = false })
        {
            BaseAddress = new Uri(url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)),
        };
    }

    public HttpClient Client { get; }

    public static ProcessStartInfo Command(params IEnumerable<string> arguments) => new("dotnet", [typeof(GatewayCommand).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    public static Task<GatewayProcess> StartAsync(int brokerPort, string data, string assets) =>
        StartAsync("--broker", $"127.0.0.1:{brokerPort}", "--data", data, "--assets", assets, "--http", "127.0.0.1:0", "--loopback-without-key");

    public static async Task<GatewayProcess> StartAsync(params string[] arguments)
    {
        Process process = Process.Start(Command(["run", .. arguments]))!;
        process.BeginErrorReadLine();
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartPatience);
        Assert.StartsWith("ready http", line);
        return new GatewayProcess(process, line![6..]);
    }

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        _process.Dispose();
    }
}
