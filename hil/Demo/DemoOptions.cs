namespace AIoT.Embedded.Hil.Demo;

/// <summary>What the user asked of the demo.</summary>
public sealed record DemoOptions
{
    /// <summary>No console table, no waiting for Ctrl-C beyond <see cref="Seconds"/>.</summary>
    public bool Headless { get; init; }

    /// <summary>Wall-clock seconds to run; null: until Ctrl-C.</summary>
    public double? Seconds { get; init; }

    /// <summary>Machine seconds that pass in a wall second, 0.1 to 50.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Fixes the simulated machines.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Where the JSON report goes; null: none.</summary>
    public string? Report { get; init; }

    /// <summary>HOST:PORT of a broker that is there; null: a private one.</summary>
    public string? Broker { get; init; }

    /// <summary>A folder of recordings; null: simulation.</summary>
    public string? Data { get; init; }

    /// <summary>A recording of the healthy machine, when the folder's names do not tell.</summary>
    public string? Healthy { get; init; }

    /// <summary>A recording of the damaged machine, when the folder's names do not tell.</summary>
    public string? Faulty { get; init; }

    /// <summary>Sampling rate of recordings that do not say it.</summary>
    public double? RateHz { get; init; }

    /// <summary>Axis of the recordings by name or index; null: the first, and for the pump's second sensor the second.</summary>
    public string? Axis { get; init; }

    /// <summary>Shaft speed of the recordings in revolutions per minute, when their names do not tell.</summary>
    public double? Rpm { get; init; }

    /// <summary>Bearing of the recorded machines: a known name or BALLS:RATIO; null: by the set's naming.</summary>
    public string? Bearing { get; init; }

    /// <summary>Port of the page; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where stores, database and logs go; null: a temporary folder that is removed at the end.</summary>
    public string? Keep { get; init; }

    /// <summary>Faults to inject: NAME@SECONDS, separated by commas; each kills a process that is then started again.</summary>
    public IReadOnlyList<DrillStep> Drill { get; init; } = [];

    /// <summary>A board more, that nobody enrols.</summary>
    public bool Stranger { get; init; }

    /// <summary>Processes to kill at random moments, each of them started again; then the run ends.</summary>
    public int Kills { get; init; }
}
