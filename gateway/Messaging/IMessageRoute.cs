namespace AIoT.Embedded.Gateway.Messaging;

/// <summary>
/// A room that takes messages other than readings and health: registered as a service, it is subscribed to and asked before ingest, which
/// keeps as refused what nobody takes.
/// </summary>
public interface IMessageRoute
{
    /// <summary>MQTT filters that the gateway subscribes to for it.</summary>
    IReadOnlyList<string> Filters { get; }

    /// <summary>On the network thread, one message at a time: to be handed on at once, into a bounded queue of the room's own.</summary>
    /// <returns>False: not for this room.</returns>
    bool TryTake(InboundMessage message);
}
