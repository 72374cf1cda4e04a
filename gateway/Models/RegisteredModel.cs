namespace AIoT.Embedded.Gateway.Models;

/// <summary>A model of the gateway's own, as the registry keeps it.</summary>
/// <param name="File">SHA-256 of the ONNX file, hex: it lies under this name in the registry's folder.</param>
/// <param name="Classes">Names of its outputs; empty: those of the board's model.</param>
/// <param name="Share">Percent of the machines that a challenger counts on.</param>
/// <param name="Machines">Machines that a challenger counts on whatever its share.</param>
public sealed record RegisteredModel(
    string Name, int Version, string File, ModelRole Role, ModelInput Input, IReadOnlyList<string> Classes, int Share, IReadOnlyList<string> Machines, long AddedUtcMs)
{
    /// <summary>For decision records: name, version and hash.</summary>
    public string Id => $"{Name} {Version} {File}";
}
