using System.CommandLine;
using System.Net;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway run</c>.</summary>
public static class GatewayCommand
{
    /// <summary>What the user can put right.</summary>
    public const int UsageError = 2;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var broker = new Option<string>("--broker") { Description = "The MQTT broker, HOST:PORT", DefaultValueFactory = _ => "127.0.0.1:1883" };
        var data = new Option<string>("--data") { Description = "Folder for the database", Required = true };
        var assets = new Option<string>("--assets") { Description = "YAML file of machines, sensors and models", Required = true };
        var http = new Option<string>("--http") { Description = "Where the page and the API are served, ADDRESS:PORT (port 0: any free one)", DefaultValueFactory = _ => "127.0.0.1:8080" };
        var model = new Option<string?>("--model") { Description = "A float ONNX model over the feature vector, as a second opinion" };
        var run = new Command("run", "Take readings, keep them, judge machines, show them") { broker, data, assets, http, model };
        run.SetAction(async (parsed, stop) =>
        {
            (string host, int port) = Endpoint(parsed.GetValue(broker)!, "--broker");
            return await ServeAsync(
                new GatewayOptions
                {
                    BrokerHost = host,
                    BrokerPort = port,
                    DataFolder = parsed.GetValue(data)!,
                    AssetsPath = parsed.GetValue(assets)!,
                    Http = HttpEndpoint(parsed.GetValue(http)!),
                    ModelPath = parsed.GetValue(model),
                },
                output);
        });
        var root = new RootCommand("The AIoT.Embedded gateway: readings from boards to decisions about machines") { run, LedgerCommand.Build() };
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            await error.WriteLineAsync($"aiot-gateway: {string.Join(" ", result.Errors.Select(wrong => wrong.Message))} See aiot-gateway run --help");
            return UsageError;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error });
        }
        catch (UsageException wrong)
        {
            await error.WriteLineAsync($"aiot-gateway: {wrong.Message}");
            return UsageError;
        }
    }

    private static async Task<int> ServeAsync(GatewayOptions options, TextWriter output)
    {
        await using GatewayHost host = GatewayHost.Create(options);
        try
        {
            await host.StartAsync(host.Stopping);
            await output.WriteLineAsync($"ready {host.Url}");
            await output.FlushAsync();
            await host.WaitForShutdownAsync(CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // Told to stop while it was still waiting for the broker.
        }

        return 0;
    }

    private static (string Host, int Port) Endpoint(string text, string option)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], out int port) && port is > 0 and < 65536
            ? (text[..colon].Trim('[', ']'), port)
            : throw new UsageException($"{option} {text}: this is not HOST:PORT: give something like 127.0.0.1:1883");
    }

    private static IPEndPoint HttpEndpoint(string text) =>
        IPEndPoint.TryParse(text, out IPEndPoint? address) && text.Contains(':')
            ? address
            : throw new UsageException($"--http {text}: this is not ADDRESS:PORT: give something like 127.0.0.1:8080");
}
