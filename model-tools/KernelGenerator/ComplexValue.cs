namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>A complex value of a straight-line computation.</summary>
public readonly record struct ComplexValue(Signed Re, Signed Im)
{
    public static ComplexValue operator +(ComplexValue a, ComplexValue b) => new(a.Re + b.Re, a.Im + b.Im);

    public static ComplexValue operator -(ComplexValue a, ComplexValue b) => new(a.Re - b.Re, a.Im - b.Im);

    /// <summary>i times the value.</summary>
    public ComplexValue TimesI() => new(-Im, Re);
}
