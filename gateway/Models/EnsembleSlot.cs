using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>A registered model at work: behind its own isolation, with its own statistics.</summary>
/// <param name="Scorer">Null: its file could not be loaded.</param>
/// <param name="Trouble">Why not; empty when it was.</param>
internal sealed record EnsembleSlot(RegisteredModel Model, IsolatedScorer? Scorer, string Trouble, ModelStatistics Statistics)
{
    /// <summary>Length of its vector.</summary>
    public int Inputs { get; init; }

    /// <summary>How it does. A model that no window has suited so far is <c>unfit</c>: what runs well and never says anything must not look well.</summary>
    public EnsembleStatus Status
    {
        get
        {
            EnsembleStatus status = Scorer is null ? new EnsembleStatus(Model.Id, "failed", Trouble, 0, 0, 0) : Scorer.Status with { Id = Model.Id };
            ModelStatistics.Summary summary = Statistics.Read();
            return status.State == "ok" && summary is { Scored: 0, Unfit: > 0 } ? status with { State = "unfit", Reason = summary.UnfitReason } : status;
        }
    }

    public IReadOnlyDictionary<string, double>? Score(int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, TimeProvider time)
    {
        if (Scorer is null || features[sensor] is not { Length: > 0 })
        {
            return null;
        }

        if (MachineInput.Of(Model.Input, sensor, features) is not { } input)
        {
            return Unfit("the machine's sensors send vectors of different lengths");
        }

        if (input.Length != Inputs)
        {
            return Unfit($"it takes {Inputs} values, and a window here gives {input.Length}");
        }

        long start = time.GetTimestamp();
        if (Scorer.Score(input) is not { } scores)
        {
            return null;
        }

        int named = Model.Classes.Count > 0 ? Model.Classes.Count : meaning.Classes.Count;
        if (named > 0 && named != scores.Count)
        {
            return Unfit($"it gives {scores.Count} probabilities for {named} classes");
        }

        IReadOnlyDictionary<string, double> classes = Model.Named(scores, meaning);
        Statistics.Scored(FaultOf(classes, meaning), time.GetElapsedTime(start).TotalMilliseconds);
        return classes;
    }

    private IReadOnlyDictionary<string, double>? Unfit(string why)
    {
        Statistics.DidNotFit(why);
        return null;
    }

    public static double FaultOf(IReadOnlyDictionary<string, double> classes, ScoreModel meaning)
    {
        double[] normal = [.. classes.Where(entry => meaning.Normal.Contains(entry.Key)).Select(entry => entry.Value)];
        return normal.Length > 0 ? Math.Clamp(1 - normal.Sum(), 0, 1) : classes.Values.DefaultIfEmpty(0).Max();
    }
}
