namespace AIoT.Embedded.ModelTools.Conversion.Graph;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">Element type; <see cref="ElementType.None"/> when it is not a tensor or not told.</param>
/// <param name="Dims">Extents, -1 where free (a batch); null when the file gives no shape.</param>
public sealed record ValueInfo(string Name, ElementType Type, int[]? Dims)
{
    public string Shape => Dims is null ? "[?]" : "[" + string.Join(",", Dims.Select(d => d < 0 ? "?" : d.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";
}
