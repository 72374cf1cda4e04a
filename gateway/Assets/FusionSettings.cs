namespace AIoT.Embedded.Gateway.Assets;

/// <summary>How evidence becomes a state. Times are in sensor time: a machine that nobody measures does not age.</summary>
public sealed record FusionSettings
{
    /// <summary>Fault evidence (0..1, after smoothing) that calls for a warning.</summary>
    public double WarningOn { get; init; } = 0.5;

    /// <summary>A warning is kept while the evidence stays at or above this.</summary>
    public double WarningOff { get; init; } = 0.35;

    /// <summary>Fault evidence that calls for an alarm.</summary>
    public double AlarmOn { get; init; } = 0.8;

    /// <summary>An alarm is kept while the evidence stays at or above this.</summary>
    public double AlarmOff { get; init; } = 0.6;

    /// <summary>Windows over which a sensor's scores and velocity are averaged (EWMA with weight 2 / (n + 1)).</summary>
    public int SmoothingWindows { get; init; } = 6;

    /// <summary>Windows for which a worse state must be called for before it is taken.</summary>
    public int RiseWindows { get; init; } = 5;

    /// <summary>Seconds for which a worse state must be called for before it is taken.</summary>
    public double RiseSeconds { get; init; } = 2;

    /// <summary>Windows for which a better state must be called for before it is taken.</summary>
    public int FallWindows { get; init; } = 15;

    /// <summary>Seconds for which a better state must be called for before it is taken.</summary>
    public double FallSeconds { get; init; } = 10;

    /// <summary>Part of a zone limit that velocity must fall below before the zone is left downwards.</summary>
    public double ZoneHysteresis { get; init; } = 0.9;

    /// <summary>Windows from which a sensor's own healthy velocity level is learned.</summary>
    public int BaselineWindows { get; init; } = 30;

    /// <summary>CUSUM allowance: standard deviations of log velocity above the baseline that are not counted.</summary>
    public double DriftAllowance { get; init; } = 1;

    /// <summary>CUSUM decision interval in standard deviations: drift is called at or above it.</summary>
    public double DriftLimit { get; init; } = 20;

    /// <summary>Missed intervals after which a sensor's weight begins to fall; at three times as many it weighs nothing.</summary>
    public double StaleIntervals { get; init; } = 5;

    /// <summary>Seconds of machine time between periodic decision records without a change of state.</summary>
    public double RecordSeconds { get; init; } = 60;

    /// <summary>Part of the evidence that the gateway's own model gives, 0..1, where one is loaded.</summary>
    public double EnsembleShare { get; init; } = 0.5;

    /// <summary>What readings of boards count for that are not attested. Those of quarantined and retired boards never count.</summary>
    public UnattestedPolicy Unattested { get; init; } = UnattestedPolicy.Ignore;
}
