using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>The last window of a sensor.</summary>
public sealed record LiveReading(SensorReading Reading, long ReceivedMs);
