namespace AIoT.Embedded.Mosquitto;

/// <summary>Where and how a <see cref="MosquittoClient"/> connects.</summary>
public sealed record MosquittoOptions
{
    /// <summary>The broker's name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The broker's TCP port.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>1 to 65535 bytes, unique at the broker.</summary>
    public required string ClientId { get; init; }

    /// <summary>False: the broker keeps subscriptions and messages while the client is away.</summary>
    public bool CleanSession { get; init; } = true;

    /// <summary>Seconds between signs of life, at least 5.</summary>
    public int KeepAliveSeconds { get; init; } = 30;

    /// <summary>The user, or null.</summary>
    public string? Username { get; init; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>What the broker publishes when this client vanishes, or null.</summary>
    public MosquittoMessage? Will { get; init; }

    /// <summary>TLS, or null for a plain connection.</summary>
    public MosquittoTls? Tls { get; init; }

    /// <summary>True: a lost connection is made again, until stopped.</summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>The first wait before connecting again; it doubles up to <see cref="ReconnectDelayMax"/>, with up to 50 % of jitter.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before connecting again.</summary>
    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a broker that took the connection may take to greet.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>QoS 1 and 2 messages under way at a time; the rest wait in the library's queue.</summary>
    public int MaxInFlight { get; init; } = 1000;
}
