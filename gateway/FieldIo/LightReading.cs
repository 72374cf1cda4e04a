namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What a stack light shows.</summary>
public sealed record LightReading(string Id, LightSignal Shows);
