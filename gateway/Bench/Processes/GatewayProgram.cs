namespace AIoT.Embedded.Gateway.Bench.Processes;

/// <summary>The gateway as it is run: a process of its own.</summary>
public sealed class GatewayProgram(string folder, int brokerPort, string assets)
{
    public int BrokerPort => brokerPort;

    /// <summary>Its data folder.</summary>
    public string Data { get; } = Path.Combine(folder, "gateway");

    public string Program { get; } = Find();

    public string Log => Path.Combine(folder, "gateway.log");

    public ChildProcess Start() =>
        ChildProcess.Start(Program, ["run", "--broker", $"127.0.0.1:{brokerPort}", "--data", Data, "--assets", assets, "--http", "127.0.0.1:0", "--loopback-without-key"], Log);

    /// <summary>The one that AIOT_BENCH_GATEWAY names (./aiot sets it to what the package ships, compiled ahead); else what was built beside the bench.</summary>
    private static string Find()
    {
        string own = AppContext.BaseDirectory.TrimEnd('/');
        string bin = Path.GetDirectoryName(Path.GetDirectoryName(own))!;
        string built = Path.Combine(bin, "Gateway", Path.GetFileName(own), "aiot-gateway");
        string? told = Environment.GetEnvironmentVariable("AIOT_BENCH_GATEWAY");
        string program = told is { Length: > 0 } ? told : built;
        return File.Exists(program) ? program : throw new BenchException($"{program}: not built: run ./aiot gateway bench, which builds it");
    }
}
