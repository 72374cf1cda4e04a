namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>One connection to a broker: opened once, with the will that belongs to it; a new connection is a new object.</summary>
public interface IEdgeTransport : IAsyncDisposable
{
    /// <summary>Raised for each message, on any thread.</summary>
    event Action<string, byte[]>? Received;

    /// <summary>The connection is gone; the reason in words.</summary>
    event Action<string>? Lost;

    /// <summary>Connects with a clean session and the will (QoS 1, not retained), and returns when the broker has accepted.</summary>
    /// <exception cref="IOException">The broker can't be reached, or refuses.</exception>
    Task ConnectAsync(string willTopic, byte[] willPayload, CancellationToken stop);

    /// <summary>Subscribes with QoS 1 and returns when the broker has granted it.</summary>
    /// <exception cref="IOException">The connection is lost, or the broker refuses.</exception>
    Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop);

    /// <summary>Hands a message over, never retained; false when the connection is gone.</summary>
    bool Publish(string topic, byte[] payload, int qos);

    /// <summary>Says a proper farewell behind what was published: the broker forgets the will.</summary>
    Task DisconnectAsync();
}
