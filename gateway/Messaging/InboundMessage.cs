namespace AIoT.Embedded.Gateway.Messaging;

/// <summary>A message as the broker gave it.</summary>
/// <param name="ReceivedMs">UTC milliseconds since 1970.</param>
public readonly record struct InboundMessage(string Topic, byte[] Payload, long ReceivedMs);
