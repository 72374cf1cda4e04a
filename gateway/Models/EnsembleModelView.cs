using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>A model of the gateway's own as the API gives it.</summary>
/// <param name="File">SHA-256 of the ONNX file, hex.</param>
/// <param name="Told">Given by the setting <c>model</c>, not by the list.</param>
/// <param name="Classes">Names of its outputs; empty: those of the board's model.</param>
/// <param name="Share">Percent of the machines that a challenger counts on.</param>
/// <param name="Machines">Machines that a challenger counts on whatever its share.</param>
public sealed record EnsembleModelView(
    string Name,
    int Version,
    string File,
    ModelRole Role,
    bool Told,
    ModelInput Input,
    IReadOnlyList<string> Classes,
    int Share,
    IReadOnlyList<string> Machines,
    long AddedUtcMs,
    EnsembleStatus Status,
    ModelStatistics.Summary Statistics)
{
    public static EnsembleModelView Of(ModelView view, bool told) => new(
        view.Model.Name, view.Model.Version, view.Model.File, view.Model.Role, told, view.Model.Input, view.Model.Classes, view.Model.Share, view.Model.Machines, view.Model.AddedUtcMs, view.Status, view.Statistics);
}
