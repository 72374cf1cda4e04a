namespace AIoT.Embedded.Hil.Rigs;

/// <summary>How a board is started anew before a run.</summary>
public enum ResetKind
{
    /// <summary>Not at all: flashing resets it, or somebody does.</summary>
    None,

    /// <summary>By the RTS line, DTR held off: the circuit of Espressif's boards (RTS pulls EN low).</summary>
    Rts,

    /// <summary>By the DTR line.</summary>
    Dtr,

    /// <summary>By a command.</summary>
    Command,
}
