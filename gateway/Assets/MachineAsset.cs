namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A machine and what watches it.</summary>
public sealed record MachineAsset(
    string Id,
    string Name,
    string Kind,
    Criticality Criticality,
    IsoLimits Iso,
    IReadOnlyList<SensorAsset> Sensors)
{
    /// <summary>An alarm stays, when its cause has gone, until somebody resets it.</summary>
    public bool LatchAlarms { get; init; }
}
