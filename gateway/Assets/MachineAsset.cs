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
    public Place Place { get; init; } = Place.Nowhere;

    /// <summary>Enterprise, site, area, line and the machine's id, joined by slashes.</summary>
    public string Path => Place.PathOf(Id);

    /// <summary>Rated power in kW; null: not known.</summary>
    public double? PowerKw { get; init; }

    /// <summary>Null: nothing is known of it.</summary>
    public SpeedAsset? Speed { get; init; }

    public IReadOnlyList<BearingAsset> Bearings { get; init; } = [];

    /// <summary>An alarm stays, when its cause has gone, until somebody resets it.</summary>
    public bool LatchAlarms { get; init; }
}
