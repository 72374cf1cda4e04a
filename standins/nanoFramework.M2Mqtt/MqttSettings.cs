namespace nanoFramework.M2Mqtt;

/// <summary>Times and sizes of a client.</summary>
public class MqttSettings
{
    /// <summary>The broker's port.</summary>
    public const int BrokerDefaultPort = 1883;

    /// <summary>The broker's port for TLS.</summary>
    public const int BrokerDefaultSslPort = 8883;

    /// <summary>Milliseconds to wait for an answer.</summary>
    public const int DefaultTimeout = 30000;

    /// <summary>Attempts to send a message.</summary>
    public const int MaximumAttemptsRetry = 3;

    /// <summary>Milliseconds between them.</summary>
    public const int DefaultDelayRetry = 1000;

    /// <summary>Milliseconds to wait for a connection.</summary>
    public const int ConnectTimeout = 30000;

    /// <summary>The most messages under way.</summary>
    public const int DefaultInflightQueueSize = 2147483647;

    /// <summary>The broker's port.</summary>
    public int Port { get; internal set; } = BrokerDefaultPort;

    /// <summary>The broker's port for TLS.</summary>
    public int SslPort { get; internal set; } = BrokerDefaultSslPort;

    /// <summary>Milliseconds to wait for a connection.</summary>
    public int TimeoutOnConnection { get; internal set; } = ConnectTimeout;

    /// <summary>Milliseconds to wait for an answer.</summary>
    public int TimeoutOnReceiving { get; internal set; } = DefaultTimeout;

    /// <summary>Attempts to send a message.</summary>
    public int AttemptsOnRetry { get; internal set; } = MaximumAttemptsRetry;

    /// <summary>Milliseconds between them.</summary>
    public int DelayOnRetry { get; internal set; } = DefaultDelayRetry;

    /// <summary>The most messages under way; one more throws.</summary>
    public int InflightQueueSize { get; set; } = DefaultInflightQueueSize;

    /// <summary>False accepts any server.</summary>
    public bool ValidateServerCertificate { get; set; } = true;

    /// <summary>The settings that new clients take over.</summary>
    public static MqttSettings Instance { get; } = new();

    internal MqttSettings Copy() => (MqttSettings)MemberwiseClone();
}
