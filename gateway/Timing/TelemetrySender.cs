using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AIoT.Embedded.Gateway.Timing;

/// <summary>Sends the meter's figures to a collector every ten seconds, and once more at the end (OTLP over HTTP, protobuf). A collector that is away costs nothing but the figures.</summary>
public sealed class TelemetrySender(GatewayMeter meter, Uri collector) : IHostedService
{
    private const int IntervalMs = 10_000;
    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("aiot-gateway", serviceInstanceId: Environment.MachineName))
            .AddMeter(meter.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = new Uri(collector, "/v1/metrics");
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.TimeoutMilliseconds = 3000;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = IntervalMs;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.Dispose();
        return Task.CompletedTask;
    }
}
