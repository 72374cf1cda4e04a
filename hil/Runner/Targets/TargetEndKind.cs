namespace AIoT.Embedded.Hil.Targets;

/// <summary>Why no more bytes come.</summary>
public enum TargetEndKind
{
    /// <summary>The process ended with exit code 0.</summary>
    Exited,

    /// <summary>The process ended with another exit code or by a signal.</summary>
    Crashed,

    /// <summary>The device is gone.</summary>
    Unplugged,
}
