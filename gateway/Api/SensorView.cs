using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A sensor as the API shows it.</summary>
/// <param name="Weight">0..1, with <paramref name="Reasons"/> why not more.</param>
/// <param name="Velocity">Averaged, mm/s.</param>
/// <param name="Streak">Windows in a row that called for a warning.</param>
/// <param name="Late">Readings that came too late to steer the averages.</param>
/// <param name="Spoilt">Readings that their board had lost.</param>
/// <param name="Classes">Averaged probabilities of the board's model.</param>
/// <param name="Ensemble">Those of the gateway's own model; empty without one.</param>
/// <param name="NormalClasses">Classes that are no fault.</param>
/// <param name="Last">The last window; null after a restart.</param>
public sealed record SensorView(
    string Id,
    string Device,
    int Index,
    string Position,
    double Weight,
    IReadOnlyList<WeightPart> Reasons,
    double Velocity,
    int Streak,
    long Windows,
    long Late,
    long Spoilt,
    string Model,
    string ModelName,
    IReadOnlyDictionary<string, double> Classes,
    IReadOnlyDictionary<string, double> Ensemble,
    IReadOnlyCollection<string> NormalClasses,
    WindowView? Last);
