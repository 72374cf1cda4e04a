namespace UnitsNet;

/// <summary>A temperature.</summary>
public readonly struct Temperature
{
    private readonly double _kelvins;

    private Temperature(double kelvins) => _kelvins = kelvins;

    public double DegreesCelsius => _kelvins - 273.15;

    public double Kelvins => _kelvins;

    public static Temperature FromDegreesCelsius(double value) => new(value + 273.15);

    public static Temperature FromKelvins(double value) => new(value);
}
