using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>A registered model at work: behind its own isolation, with its own statistics.</summary>
/// <param name="Scorer">Null: its file could not be loaded.</param>
/// <param name="Trouble">Why not; empty when it was.</param>
internal sealed record EnsembleSlot(RegisteredModel Model, IsolatedScorer? Scorer, string Trouble, ModelStatistics Statistics)
{
    /// <summary>Where its file is; empty for one that failed.</summary>
    public string Path { get; init; } = "";

    public IReadOnlyDictionary<string, double>? Score(int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, TimeProvider time)
    {
        if (Scorer is null || MachineInput.Of(Model.Input, sensor, features) is not { } input)
        {
            return null;
        }

        long start = time.GetTimestamp();
        if (Scorer.Score(input) is not { } scores)
        {
            return null;
        }

        IReadOnlyDictionary<string, double> classes = Model.Named(scores, meaning);
        Statistics.Scored(FaultOf(classes, meaning), time.GetElapsedTime(start).TotalMilliseconds);
        return classes;
    }

    public static double FaultOf(IReadOnlyDictionary<string, double> classes, ScoreModel meaning)
    {
        double[] normal = [.. classes.Where(entry => meaning.Normal.Contains(entry.Key)).Select(entry => entry.Value)];
        return normal.Length > 0 ? Math.Clamp(1 - normal.Sum(), 0, 1) : classes.Values.DefaultIfEmpty(0).Max();
    }
}
