namespace AIoT.Embedded.Hil.Commands;

/// <summary>What <c>aiot hil calibrate</c> is asked for.</summary>
public sealed record CalibrateOptions
{
    /// <summary>The rig file.</summary>
    public required string Rig { get; init; }

    /// <summary>The table to write.</summary>
    public required string Output { get; init; }

    /// <summary>The report as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>The core's clock.</summary>
    public required double ClockHz { get; init; }

    /// <summary>The interpreter of a nanoclr rig.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Folders of .pe files.</summary>
    public IReadOnlyList<string> AssemblyFolders { get; init; } = [];

    /// <summary>The port of a serial rig.</summary>
    public string? Port { get; init; }
}
