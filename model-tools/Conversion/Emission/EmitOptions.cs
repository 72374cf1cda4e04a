namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>How the generated code is named.</summary>
public sealed record EmitOptions
{
    public string Namespace { get; init; } = "AIoT.Embedded.Models";

    /// <summary>A C# class name; null makes one from the model's id.</summary>
    public string? ClassName { get; init; }
}
