using System.Diagnostics.CodeAnalysis;
using System.Globalization;

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

    /// <summary>
    /// MB ER-10K as on SpectraQuest's machine fault simulator: 8 balls of 5/16 inch on a pitch circle of 1.319 inch; orders 3.05, 4.95, 3.98, 0.38.
    /// </summary>
    public static BearingGeometry BearingEr10K { get; } = new("ER-10K", 8, 0.3125 / 1.319);

    /// <summary>SKF 6203-2RS as at the fan end of the CWRU rig: 8 balls of 6.746 mm on a pitch circle of 28.50 mm; orders 3.053, 4.947, 1.994, 0.382.</summary>
    public static BearingGeometry Bearing6203 { get; } = new("6203", 8, 6.746 / 28.50);

    /// <summary>MB ER-16K as on SpectraQuest's machine fault simulator: 9 balls of 5/16 inch on a pitch circle of 1.516 inch; orders 3.57, 5.43, 2.32, 0.40.</summary>
    public static BearingGeometry BearingEr16K { get; } = new("ER-16K", 9, 0.3125 / 1.516);

    /// <summary>A bearing by name (<c>6203</c>, <c>6205</c>, <c>ER-10K</c>, <c>ER-16K</c>) or as <c>BALLS:RATIO</c> or <c>BALLS:RATIO:ANGLE</c>, for instance <c>9:0.203</c>.</summary>
    /// <returns>False when the text is neither.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BearingGeometry? bearing)
    {
        bearing = new[] { Bearing6203, Bearing6205, BearingEr10K, BearingEr16K }.FirstOrDefault(b => b.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (bearing is not null)
        {
            return true;
        }

        double[] numbers = [.. (text ?? "").Split(':').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) ? n : double.NaN)];
        if (numbers.Length is 2 or 3 && numbers[0] is >= 3 and <= 60 && numbers[0] == Math.Floor(numbers[0]) && numbers[1] is > 0 and < 1 && (numbers.Length == 2 || numbers[2] is >= 0 and <= 60))
        {
            bearing = new BearingGeometry(text!, (int)numbers[0], numbers[1], numbers.Length == 3 ? numbers[2] : 0);
        }

        return bearing is not null;
    }

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
