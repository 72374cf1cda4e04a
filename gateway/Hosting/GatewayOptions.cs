using System.Net;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Sparkplug;

namespace AIoT.Embedded.Gateway.Hosting;

/// <summary>What <c>aiot-gateway run</c> is told, by file, environment and flags together.</summary>
public sealed record GatewayOptions
{
    /// <summary>The broker to connect to; null: a private one.</summary>
    public required BrokerAccess? Broker { get; init; }

    public BrokerSecurity BrokerSecurity { get; init; }

    /// <summary>Where a private broker listens.</summary>
    public IPEndPoint BrokerListen { get; init; } = new(IPAddress.Loopback, 1883);

    /// <summary>Folder of the database.</summary>
    public required string DataFolder { get; init; }

    public required string AssetsPath { get; init; }

    /// <summary>Port 0: any free one.</summary>
    public required IPEndPoint Http { get; init; }

    /// <summary>Plain HTTP beyond loopback, where others may read keys on the wire.</summary>
    public bool HttpPlain { get; init; }

    /// <summary>Whoever is on this machine may read without a key.</summary>
    public bool LoopbackWithoutKey { get; init; }

    /// <summary>A float ONNX model over the feature vector; null: none.</summary>
    public string? ModelPath { get; init; }

    /// <summary>How boards are asked for evidence.</summary>
    public DeviceSettings Devices { get; init; } = new();

    /// <summary>How fast models go out.</summary>
    public ReleaseSettings Releases { get; init; } = new();

    /// <summary>An OpenTelemetry collector to send metrics to; null: none.</summary>
    public Uri? Otlp { get; init; }

    public RetentionSettings Retention { get; init; } = new();

    public CaptureSettings Captures { get; init; } = new();

    /// <summary>Null: no Sparkplug edge node.</summary>
    public SparkplugSettings? Sparkplug { get; init; }
}
