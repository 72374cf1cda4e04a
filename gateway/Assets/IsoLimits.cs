namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Zone boundaries of ISO 20816-3 for one machine group and mounting.</summary>
/// <param name="Group">Machine group, 1 or 2.</param>
/// <param name="Mounting"><c>rigid</c> or <c>flexible</c>.</param>
/// <param name="AB">Boundary of zones A and B, velocity RMS in mm/s.</param>
/// <param name="BC">Boundary of zones B and C in mm/s.</param>
/// <param name="CD">Boundary of zones C and D in mm/s.</param>
/// <param name="Source">Where the figures come from: a decision cites it.</param>
public sealed record IsoLimits(int Group, string Mounting, double AB, double BC, double CD, string Source)
{
    /// <summary>A to D for a velocity RMS 10-1000 Hz in mm/s; a value on a boundary belongs to the worse zone.</summary>
    public char ZoneOf(double velocity) => velocity < AB ? 'A' : velocity < BC ? 'B' : velocity < CD ? 'C' : 'D';
}
