using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway run</c>.</summary>
public static class RunCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "Folder for the database, keys and settings (or AIOT_GATEWAY_DATA)" };
        var settings = new Option<string?>("--settings") { Description = "Settings file; without it settings.yaml in the data folder, where there is one" };
        var broker = new Option<string?>("--broker") { Description = "The MQTT broker, HOST:PORT, or private for a Mosquitto of the gateway's own (127.0.0.1:1883)" };
        var security = new Option<string?>("--broker-security") { Description = "How boards prove themselves to the private broker: open, password or certificates" };
        var listen = new Option<string?>("--broker-listen") { Description = "Where the private broker listens, ADDRESS:PORT (0.0.0.0:8883; open: 127.0.0.1:1883)" };
        var assets = new Option<string?>("--assets") { Description = "YAML file of machines, sensors and models" };
        var http = new Option<string?>("--http") { Description = "Where the page and the API are served, ADDRESS:PORT (127.0.0.1:8080; port 0: any free one)" };
        var plain = new Option<bool>("--http-plain") { Description = "Plain HTTP beyond loopback" };
        var open = new Option<bool>("--loopback-without-key") { Description = "Whoever is on this machine may read without an API key" };
        var model = new Option<string?>("--model") { Description = "A float ONNX model over the feature vector, as a second opinion" };
        var otlp = new Option<string?>("--otlp") { Description = "URL of an OpenTelemetry collector for metrics over HTTP, as http://127.0.0.1:4318" };
        var run = new Command("run", "Take readings, keep them, judge machines, show them") { data, settings, broker, security, listen, assets, http, plain, open, model, otlp };
        run.SetAction((parsed, _) => ServeAsync(
            OptionsResolver.Resolve(
                parsed.GetValue(data),
                parsed.GetValue(settings),
                Flags(parsed),
                Environment.GetEnvironmentVariable),
            parsed.InvocationConfiguration.Output));
        return run;
    }

    /// <summary>What the flags say.</summary>
    /// <exception cref="UsageException">A flag is wrong.</exception>
    internal static GatewaySettings Flags(ParseResult parsed) => new()
    {
        Broker = parsed.GetValue<string?>("--broker"),
        BrokerSecurity = parsed.GetValue<string?>("--broker-security") is { } text ? SettingsFile.Security(text) ?? throw new UsageException($"--broker-security {text}: use open, password or certificates") : null,
        BrokerListen = parsed.GetValue<string?>("--broker-listen"),
        Assets = parsed.GetValue<string?>("--assets"),
        Http = parsed.GetValue<string?>("--http"),
        HttpPlain = parsed.GetValue<bool>("--http-plain") ? true : null,
        LoopbackWithoutKey = parsed.GetValue<bool>("--loopback-without-key") ? true : null,
        Model = parsed.GetValue<string?>("--model"),
        Otlp = parsed.GetValue<string?>("--otlp"),
    };

    private static async Task<int> ServeAsync(GatewayOptions options, TextWriter output)
    {
        using ServiceManager manager = ServiceManager.OfThisProcess();
        await using GatewayHost host = GatewayHost.Create(options, manager);
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
}
