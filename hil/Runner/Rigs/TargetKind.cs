namespace AIoT.Embedded.Hil.Rigs;

/// <summary>Where a rig's application runs.</summary>
public enum TargetKind
{
    /// <summary>A process on this machine, with its standard input and output.</summary>
    Virtual,

    /// <summary>An interpreter on this machine that is given .pe files.</summary>
    NanoClr,

    /// <summary>A board on a serial port.</summary>
    Serial,
}
