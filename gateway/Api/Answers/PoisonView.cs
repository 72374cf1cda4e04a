namespace AIoT.Embedded.Gateway.Api;

/// <summary>A message kept aside.</summary>
/// <param name="Payload">Hex; the first 2048 bytes.</param>
public sealed record PoisonView(long ReceivedMs, string Topic, string Reason, string Payload);
