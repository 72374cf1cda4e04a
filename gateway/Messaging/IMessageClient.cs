namespace AIoT.Embedded.Gateway.Messaging;

/// <summary>The gateway's end of the broker.</summary>
public interface IMessageClient : IDisposable
{
    /// <summary>Raised on the network thread, one message at a time; a slow handler holds the broker back.</summary>
    event Action<InboundMessage>? Received;

    /// <summary>The broker has accepted the subscriptions (after every reconnect).</summary>
    event Action? Ready;

    /// <summary>The connection is lost; says why.</summary>
    event Action<string>? Lost;

    bool IsReady { get; }

    /// <summary>Starts to connect, and connects again whenever the broker goes.</summary>
    void Start(IReadOnlyList<string> filters);

    /// <summary>Sends with QoS 1; false when there is no connection: the message is then gone.</summary>
    bool Publish(string topic, ReadOnlySpan<byte> payload);
}
