namespace AIoT.Embedded.Hil.Rigs;

/// <summary>One rig: a target, how to get the application onto it, and what is expected. docs/hil.md has the reference of the file.</summary>
public sealed record Rig
{
    /// <summary>The rig's name: a-z, 0-9 and hyphens; in every report and in the names of its files.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of the file: relative paths start here.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the application runs.</summary>
    public required TargetKind Target { get; init; }

    /// <summary>Virtual and nanoclr: the command line that starts it, with placeholders.</summary>
    public IReadOnlyList<string> Launch { get; init; } = [];

    /// <summary>nanoclr: the interpreter.</summary>
    public string? Interpreter { get; init; }

    /// <summary>nanoclr: the .pe files in dependency order.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>nanoclr: where the .pe files are looked for, in this order.</summary>
    public IReadOnlyList<string> AssemblyFolders { get; init; } = [];

    /// <summary>Serial: the tty.</summary>
    public string? Port { get; init; }

    /// <summary>Serial: bits per second.</summary>
    public int Baud { get; init; } = 115200;

    /// <summary>Serial: true where the application reads its port, so that vectors can be streamed to it.</summary>
    public bool Input { get; init; }

    /// <summary>Serial: the command that flashes the board; empty: not flashed.</summary>
    public IReadOnlyList<string> Flash { get; init; } = [];

    /// <summary>Serial: the image that the flash command takes as {image}.</summary>
    public string? Image { get; init; }

    /// <summary>Serial: the longest that flashing may take.</summary>
    public TimeSpan FlashLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Serial: how the board is started anew.</summary>
    public ResetKind Reset { get; init; } = ResetKind.None;

    /// <summary>Serial: the command of <see cref="ResetKind.Command"/>.</summary>
    public IReadOnlyList<string> ResetCommand { get; init; } = [];

    /// <summary>What two jobs must not use at once; null: nothing.</summary>
    public string? Lock { get; init; }

    /// <summary>How long to wait for the lock.</summary>
    public TimeSpan LockLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest until the greeting.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest between two lines.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest for an attempt.</summary>
    public TimeSpan RunLimit { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Bytes that are no lines of the protocol, in a row, that are too many.</summary>
    public int FloodBytes { get; init; } = 1_000_000;

    /// <summary>How often a run is tried when the target, not a case, failed.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The target's name that the greeting must give; null: any.</summary>
    public string? ExpectTarget { get; init; }

    /// <summary>Contracts that this rig's application does not hold, because the target lacks a library that they need.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>True: the golden vectors go over the console instead of being in the application's flash.</summary>
    public bool Stream { get; init; }

    /// <summary>A case may take this many percent longer than in the baseline; null: no gate.</summary>
    public double? TimeGatePercent { get; init; }

    /// <summary>Differences below this are no regressions of time.</summary>
    public long TimeFloorMicroseconds { get; init; } = 500;

    /// <summary>A case may leave this many percent less memory free than in the baseline; null: no gate.</summary>
    public double? MemoryGatePercent { get; init; }

    /// <summary>The baseline to hold a run against, unless the command names one.</summary>
    public string? Baseline { get; init; }

    /// <summary>Where the history is kept; null: no history.</summary>
    public string? History { get; init; }
}
