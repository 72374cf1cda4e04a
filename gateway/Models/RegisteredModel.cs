using AIoT.Embedded.Gateway.Assets;

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

    /// <summary>Its outputs by class.</summary>
    /// <param name="meaning">What the board's model says its classes are, where this one names none.</param>
    public IReadOnlyDictionary<string, double> Named(IReadOnlyList<double> scores, ScoreModel meaning) => scores.Index().ToDictionary(entry => ClassName(entry.Index, meaning), entry => entry.Item);

    public string ClassName(int index, ScoreModel meaning) => index < Classes.Count ? Classes[index] : meaning.ClassName(index);
}
