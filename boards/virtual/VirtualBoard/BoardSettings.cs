namespace AIoT.Embedded.Boards.Virtual;

/// <summary>What the command line says of a virtual board.</summary>
public sealed record BoardSettings
{
    /// <summary>1 to 32 characters of <c>a-z 0-9 -</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The folder of the board's flash.</summary>
    public required string Store { get; init; }

    /// <summary>The broker's name or address.</summary>
    public required string BrokerHost { get; init; }

    /// <summary>The broker's port.</summary>
    public required int BrokerPort { get; init; }

    /// <summary>The model image's file, or null.</summary>
    public string? Model { get; init; }

    /// <summary>The public key's file that offered models must be signed with; null: the board takes none.</summary>
    public string? ModelKey { get; init; }

    /// <summary><c>pump</c> or <c>fan</c>, or null when recordings are played.</summary>
    public string? Scenario { get; init; }

    /// <summary>The accelerometer that the machine is measured through (<see cref="Virtual.Chip.Chips"/>), or null: samples come straight from the simulation.</summary>
    public string? Chip { get; init; }

    /// <summary>Recordings, played in order.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Seconds that each recording but the last plays.</summary>
    public double DataSeconds { get; init; } = 10;

    /// <summary>The recording's axis by name or index, or null for the first.</summary>
    public string? Axis { get; init; }

    /// <summary>Samples per second of the recordings, where the file does not tell.</summary>
    public double? Rate { get; init; }

    /// <summary>g per unit of the recordings, where the layout does not imply it.</summary>
    public double? GPerUnit { get; init; }

    /// <summary>Bearing by name or as BALLS:RATIO, or null for that of the scenario or the recording.</summary>
    public string? Bearing { get; init; }

    /// <summary>Nominal shaft speed, or null for that of the scenario or the recording.</summary>
    public double? Rpm { get; init; }

    /// <summary>Machine time in seconds at which the board begins to measure.</summary>
    public double Start { get; init; }

    /// <summary>Index of the sensor on its machine.</summary>
    public int Sensor { get; init; }

    /// <summary>Fixes the simulation's random parts.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How much faster than real time the machine runs.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seconds to run; 0: until told to stop.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds to wait at the end for the gateway to commit all.</summary>
    public double Drain { get; init; } = 10;

    /// <summary>A file that holds the counters, written once a second; or null.</summary>
    public string? Status { get; init; }
}
