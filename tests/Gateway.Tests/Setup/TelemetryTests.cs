using System.Net;
using System.Text;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Setup;

/// <summary>Metrics to an OpenTelemetry collector.</summary>
public sealed class TelemetryTests
{
    [SkippableFact]
    public async Task A_collector_that_the_settings_name_is_sent_the_figures()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using var collector = new HttpListener();
        int port = PrivateBroker.FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var taken = new TaskCompletionSource<(string Path, string Type, string Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task serve = Task.Run(async () =>
        {
            HttpListenerContext context = await collector.GetContextAsync();
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.Close();
            taken.TrySetResult((context.Request.Url!.AbsolutePath, context.Request.ContentType ?? "", Encoding.Latin1.GetString(body.ToArray())));
        });
        string data = folder.File("data");
        using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--broker", $"127.0.0.1:{broker.Port}", "--data", data, "--assets", folder.Write("assets.yaml", AssetsText.Demo), "--http", "127.0.0.1:0", "--otlp", $"http://127.0.0.1:{port}");
        using (var board = new BoardDouble(broker.Port, "fan-1"))
        {
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(0, await gateway.StopAsync());
        (string path, string type, string figures) = await taken.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await serve;
        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (path, type));
        Assert.All((string[])["aiot-gateway", "aiot.readings.committed", "aiot.phase.duration", "ingest_flush"], word => Assert.Contains(word, figures));
    }
}
