using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>The gateway's own models, as fusion asks them: once for each window, from one thread.</summary>
public interface IEnsemble
{
    /// <summary>There is at least one model.</summary>
    bool HasModels { get; }

    /// <summary>The model that counts for a machine, for decision records; empty: none.</summary>
    string Of(string machine);

    /// <param name="sensor">Index of the sensor whose window has just come.</param>
    /// <param name="features">Newest features of each sensor, in the order of the assets; null: absent.</param>
    /// <param name="meaning">What the board's model says its classes are.</param>
    /// <param name="board">The board's own probabilities for the window, by class.</param>
    /// <returns>Probabilities by class of the model that counts; null: there is none, or it can't say.</returns>
    IReadOnlyDictionary<string, double>? Score(MachineAsset machine, int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, IReadOnlyDictionary<string, double> board);
}
