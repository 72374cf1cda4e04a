using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>What technicians found, held against what a model's scores said in the same windows.</summary>
/// <param name="Model">Hash of the model.</param>
/// <param name="Alarms">Verdicts that it rests on; each counts as one, however many windows it has.</param>
/// <param name="LossBefore">Mean log loss with the calibration that the assets file has.</param>
/// <param name="LossAfter">Mean log loss of each alarm under a calibration that was fitted without it.</param>
public sealed record Calibration(string Model, string Name, int Alarms, double Slope, double Intercept, double LossBefore, double LossAfter)
{
    /// <summary>Fewer verdicts than this are no ground for a calibration.</summary>
    public const int FewestAlarms = 5;

    private const double Margin = 1e-4;

    /// <param name="reading">One reading; null where it is not on disk any more.</param>
    /// <returns>For each model whose alarms have verdicts enough, of both sorts.</returns>
    public static IReadOnlyList<Calibration> Fit(IReadOnlyList<AlarmLabel> labels, AssetCatalog catalog, Func<string, long, long, StoredReading?> reading, IWireCodec codec)
    {
        Dictionary<string, List<List<PlattFit.Outcome>>> byModel = [];
        foreach (AlarmLabel label in labels.Where(label => label.Verdict.Verdict != AlarmVerdict.Unsure))
        {
            Dictionary<string, List<PlattFit.Outcome>> windows = [];
            foreach (DecisionInput input in label.Inputs)
            {
                for (long seq = input.FromSeq; seq <= input.ToSeq; seq++)
                {
                    if (reading(input.Device, input.Epoch, seq) is { } stored && codec.TryReadReading(stored.Payload, out SensorReading read, out _) && read.Scores.Length > 0)
                    {
                        if (!windows.TryGetValue(read.Model, out List<PlattFit.Outcome>? outcomes))
                        {
                            windows[read.Model] = outcomes = [];
                        }

                        outcomes.AddRange(Outcomes(label, read, catalog.ModelOf(read.Model)));
                    }
                }
            }

            foreach ((string model, List<PlattFit.Outcome> outcomes) in windows.Where(entry => entry.Value.Count > 0))
            {
                if (!byModel.TryGetValue(model, out List<List<PlattFit.Outcome>>? alarms))
                {
                    byModel[model] = alarms = [];
                }

                alarms.Add([.. outcomes.Select(outcome => outcome with { Weight = 1.0 / outcomes.Count })]);
            }
        }

        return [.. byModel.Where(entry => entry.Value.Count >= FewestAlarms && entry.Value.Count(alarm => alarm.Any(outcome => outcome.Came)) > 1).Select(entry => Fit(entry.Key, entry.Value, catalog.ModelOf(entry.Key)))];
    }

    private static Calibration Fit(string id, List<List<PlattFit.Outcome>> alarms, ScoreModel model)
    {
        (double slope, double intercept) = PlattFit.Of([.. alarms.SelectMany(alarm => alarm)]);
        double without = alarms.Index().Average(entry =>
        {
            (double a, double b) = PlattFit.Of([.. alarms.Where((_, i) => i != entry.Index).SelectMany(alarm => alarm)]);
            return PlattFit.Loss(entry.Item, a, b);
        });
        return new Calibration(id, model.Name, alarms.Count, slope, intercept, alarms.Average(alarm => PlattFit.Loss(alarm, model.Slope, model.Intercept)), without);
    }

    /// <summary>Each class of the model that the verdict speaks of: those of normal running where it was a false alarm, the fault that was found, and all others as not the case.</summary>
    private static IEnumerable<PlattFit.Outcome> Outcomes(AlarmLabel label, SensorReading reading, ScoreModel model)
    {
        bool falseAlarm = label.Verdict.Verdict == AlarmVerdict.FalseAlarm;
        if (falseAlarm && model.Normal.Count > 1)
        {
            yield break;
        }

        for (int i = 0; i < reading.Scores.Length; i++)
        {
            double score = Math.Clamp(reading.Scores[i] / 32768.0, Margin, 1 - Margin);
            string name = model.ClassName(i);
            yield return new PlattFit.Outcome(Math.Log(score / (1 - score)), falseAlarm ? model.Normal.Contains(name) : name == label.Verdict.Fault, 1);
        }
    }
}
