namespace AIoT.Embedded.Gateway.Store;

/// <summary>A message that could not be used, kept with the reason.</summary>
public sealed record PoisonRow(long ReceivedMs, string Topic, string Reason, byte[] Payload);
