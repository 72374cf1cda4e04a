namespace AIoT.Embedded.Hil.Commands;

/// <summary>What <c>aiot hil run</c> is asked for.</summary>
public sealed record RunOptions
{
    /// <summary>The rig file.</summary>
    public required string Rig { get; init; }

    /// <summary>Judge only cases whose names hold one of these.</summary>
    public string? Filter { get; init; }

    /// <summary>The run as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>The run as JUnit XML.</summary>
    public string? JUnit { get; init; }

    /// <summary>The run as a page.</summary>
    public string? Html { get; init; }

    /// <summary>The baseline to hold the run against.</summary>
    public string? Baseline { get; init; }

    /// <summary>The interpreter of a nanoclr rig.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Folders of .pe files.</summary>
    public IReadOnlyList<string> AssemblyFolders { get; init; } = [];

    /// <summary>The port of a serial rig.</summary>
    public string? Port { get; init; }
}
