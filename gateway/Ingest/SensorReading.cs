namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>A reading's contents (wire contract, Reading), as the gateway works with them.</summary>
public sealed record SensorReading
{
    public required long Epoch { get; init; }

    /// <summary>From 1.</summary>
    public required long Seq { get; init; }

    public long Boot { get; init; }

    /// <summary>UTC milliseconds at the window's end; 0: the board has no clock.</summary>
    public long TimeMs { get; init; }

    /// <summary>Milliseconds since boot at the window's end.</summary>
    public long UptimeMs { get; init; }

    public int Sensor { get; init; }

    public ReadingFlags Flags { get; init; }

    /// <summary>First 8 bytes of the model image's SHA-256 as 16 hex digits; empty: no model.</summary>
    public string Model { get; init; } = "";

    public int RateHz { get; init; }

    /// <summary>0: unknown.</summary>
    public int ShaftSpeedMilliHz { get; init; }

    public int[] Features { get; init; } = [];

    /// <summary>Q15, 0..32768.</summary>
    public int[] Scores { get; init; } = [];

    /// <summary>The board's own decision: 0 unknown, 1 normal, 2 warning, 3 alarm.</summary>
    public int State { get; init; }

    /// <summary>Index in <see cref="Scores"/>.</summary>
    public int Class { get; init; }

    /// <summary>Q15.</summary>
    public int Score { get; init; }

    /// <summary>Velocity RMS 10-1000 Hz in um/s.</summary>
    public int VelocityRms { get; init; }

    /// <summary>Acceleration RMS in ug.</summary>
    public int AccelerationRms { get; init; }

    /// <summary>Acceleration peak in ug.</summary>
    public int Peak { get; init; }

    /// <summary>Q8.</summary>
    public int Crest { get; init; }

    /// <summary>Q8.</summary>
    public int Kurtosis { get; init; }

    /// <summary>Velocity RMS in mm/s.</summary>
    public double Velocity => VelocityRms / 1000.0;
}
