namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A unit of measurement.</summary>
/// <param name="Ucum">Code in the Unified Code for Units of Measure.</param>
/// <param name="Name">In words.</param>
public sealed record Unit(string Ucum, string Name)
{
    public static readonly Unit One = new("1", "number");
    public static readonly Unit Percent = new("%", "percent");
    public static readonly Unit Second = new("s", "second");
    public static readonly Unit Millisecond = new("ms", "millisecond");
    public static readonly Unit UtcMillisecond = new("ms", "millisecond since 1970-01-01T00:00:00Z");
    public static readonly Unit Hertz = new("Hz", "hertz");
    public static readonly Unit PerMinute = new("/min", "revolution per minute");
    public static readonly Unit Velocity = new("mm/s", "millimetre per second, RMS 10-1000 Hz");
    public static readonly Unit Gravity = new("[g]", "standard acceleration of free fall");
    public static readonly Unit Kilowatt = new("kW", "kilowatt");
    public static readonly Unit Millimetre = new("mm", "millimetre");
    public static readonly Unit Degree = new("deg", "degree of angle");
    public static readonly Unit Order = new("1", "events per revolution of the shaft");
    public static readonly Unit Day = new("d", "day");
    public static readonly Unit Celsius = new("Cel", "degree Celsius");
}
