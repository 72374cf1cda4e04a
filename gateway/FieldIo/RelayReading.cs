namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>How a relay stands.</summary>
public sealed record RelayReading(string Id, bool Energised);
