using System.Net;
using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Hosting;

/// <summary>What <c>aiot-gateway run</c> is told.</summary>
public sealed record GatewayOptions
{
    public required string BrokerHost { get; init; }

    public required int BrokerPort { get; init; }

    /// <summary>Folder of the database.</summary>
    public required string DataFolder { get; init; }

    public required string AssetsPath { get; init; }

    /// <summary>Port 0: any free one.</summary>
    public required IPEndPoint Http { get; init; }

    /// <summary>A float ONNX model over the feature vector; null: none.</summary>
    public string? ModelPath { get; init; }

    public RetentionSettings Retention { get; init; } = new();
}
