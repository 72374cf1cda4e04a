namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A rolling bearing's inside.</summary>
/// <param name="BallDiameterMm">Ball or roller diameter d.</param>
/// <param name="PitchDiameterMm">Pitch circle diameter D.</param>
/// <param name="ContactAngleDegrees">Contact angle a.</param>
public sealed record BearingGeometry(int Balls, double BallDiameterMm, double PitchDiameterMm, double ContactAngleDegrees)
{
    /// <summary>
    /// With r = d/D cos a and n balls: FTF = (1 - r)/2, BPFO = n (1 - r)/2, BPFI = n (1 + r)/2, 2 BSF = D/d (1 - r^2): kinematics of pure rolling
    /// (Randall and Antoni, Rolling element bearing diagnostics, MSSP 25, 2011, table 1).
    /// </summary>
    public FaultOrders Orders()
    {
        double r = BallDiameterMm / PitchDiameterMm * Math.Cos(ContactAngleDegrees * Math.PI / 180);
        return new FaultOrders(Balls * (1 - r) / 2, Balls * (1 + r) / 2, PitchDiameterMm / BallDiameterMm * (1 - (r * r)), (1 - r) / 2);
    }
}
