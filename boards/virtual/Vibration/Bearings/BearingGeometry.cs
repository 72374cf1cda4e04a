namespace AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

/// <summary>
/// The geometry of a rolling-element bearing with a turning inner and a standing outer ring, and the fault orders that follow from it:
/// impacts per shaft revolution, without slip (Randall and Antoni, "Rolling element bearing diagnostics", MSSP 25, 2011, equations 1-4).
/// </summary>
/// <param name="Name">The bearing's designation.</param>
/// <param name="Balls">Number of rolling elements, 3 to 60.</param>
/// <param name="DiameterRatio">Ball diameter over pitch diameter, above 0 and below 1.</param>
/// <param name="ContactAngleDegrees">Contact angle, 0 to 60.</param>
public sealed record BearingGeometry(string Name, int Balls, double DiameterRatio, double ContactAngleDegrees = 0)
{
    /// <summary>SKF 6205-2RS as on the CWRU rig: 9 balls of 7.94 mm on a pitch circle of 39.04 mm.</summary>
    public static BearingGeometry Bearing6205 { get; } = new("6205", 9, 7.94 / 39.04);

    /// <summary>Ball pass order of the outer ring, impacts per revolution.</summary>
    public double OuterRaceOrder => Balls / 2.0 * (1 - Projection);

    /// <summary>Ball pass order of the inner ring, impacts per revolution.</summary>
    public double InnerRaceOrder => Balls / 2.0 * (1 + Projection);

    /// <summary>Spin order of a ball; a defect on it strikes twice a spin.</summary>
    public double BallSpinOrder => (1 - Projection * Projection) / (2 * DiameterRatio);

    /// <summary>Order of the cage.</summary>
    public double CageOrder => (1 - Projection) / 2;

    private double Projection => DiameterRatio * Math.Cos(ContactAngleDegrees * Math.PI / 180);
}
