namespace AIoT.Embedded.Hil.Transcript;

/// <summary>What became of an attempt.</summary>
public enum Verdict
{
    /// <summary>The application ran to its sentinel, and nothing was lost on the way.</summary>
    Complete,

    /// <summary>No byte came.</summary>
    Silent,

    /// <summary>Bytes came, but no greeting: another application is flashed, or the baud rate is wrong.</summary>
    NoGreeting,

    /// <summary>Nothing more came in the middle of a run.</summary>
    Hung,

    /// <summary>The application started again in the middle of a run.</summary>
    Reset,

    /// <summary>Bytes without end that are no lines of the protocol.</summary>
    Flooded,

    /// <summary>The process ended before the sentinel, by itself.</summary>
    EndedEarly,

    /// <summary>The process ended with an error or by a signal.</summary>
    Crashed,

    /// <summary>The device went away.</summary>
    Unplugged,

    /// <summary>Lines were damaged or lost on the way.</summary>
    Damaged,

    /// <summary>The application itself reported a fault outside a case.</summary>
    Fault,

    /// <summary>Another target or another version answered.</summary>
    WrongTarget,

    /// <summary>The run took longer than it may.</summary>
    TooLong,
}
