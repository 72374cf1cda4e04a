namespace AIoT.Embedded.Hil;

/// <summary>What the command's exit code says (docs/hil.md).</summary>
public static class ExitCode
{
    /// <summary>Every case passed and every gate held.</summary>
    public const int Passed = 0;

    /// <summary>A case failed, is missing or is stale, or a gate did not hold: the code's fault.</summary>
    public const int Failed = 1;

    /// <summary>The command line, the rig file or another file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The target could not be had: the device is in use, absent, or could not be flashed.</summary>
    public const int Unavailable = 3;

    /// <summary>The target did not run to its end as it should: silent, hung, reset, unplugged, damaged lines.</summary>
    public const int Target = 4;

    /// <summary>Interrupted.</summary>
    public const int Cancelled = 130;
}
