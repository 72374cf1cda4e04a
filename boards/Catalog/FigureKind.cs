namespace AIoT.Embedded.Boards;

/// <summary>How a figure was found.</summary>
public enum FigureKind
{
    /// <summary>Nobody measured it on this board.</summary>
    Assumption,

    /// <summary>Measured on this board by a calibration run, on the date beside it.</summary>
    Measured,
}
