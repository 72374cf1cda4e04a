using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>
/// What each model says of the windows that technicians have given their verdict on: scored again from the readings on disk, so that a
/// model that is new is measured on old verdicts too. With sessions of its own: fusion does not wait for it.
/// </summary>
public sealed class LabelScores(ModelRegistry registry, EnsembleRunner runner, AlarmStore alarms, FusionStore readings, AssetCatalog catalog, IWireCodec codec)
{
    /// <summary>Windows of a verdict that are scored, the newest of each sensor.</summary>
    private const int WindowsASensor = 20;

    private readonly Lock _gate = new();

    /// <returns>For each model, and for the boards' own scores, the area under the ROC curve, and on how many verdicts it rests.</returns>
    public IReadOnlyList<Finding> All()
    {
        lock (_gate)
        {
            (bool Faulty, MachineAsset Machine, List<(int Sensor, SensorReading Reading)> Windows)[] judged =
            [
                .. alarms.Labels().Where(label => label.Label.Length > 0)
                    .Select(label => (label.Label != "normal", Machine: catalog.Machines.FirstOrDefault(machine => machine.Id == label.Machine), label.Inputs))
                    .Where(label => label.Machine is not null)
                    .Select(label => (label.Item1, label.Machine!, Windows(label.Machine!, label.Inputs)))
                    .Where(label => label.Item3.Count > 0),
            ];
            List<Finding> findings = [Measure("boards", judged, (_, window) => Board(window.Reading))];
            foreach (RegisteredModel model in runner.Views().Select(view => view.Model))
            {
                try
                {
                    using OnnxFeatureScorer scorer = OnnxFeatureScorer.Load(registry.PathOf(model));
                    var slot = new SlotScores(model, scorer);
                    findings.Add(Measure($"{model.Name} {model.Version}", judged, (machine, window) => slot.Fault(machine, window, catalog)));
                }
                catch (UsageException wrong)
                {
                    findings.Add(new Finding($"{model.Name} {model.Version}", null, 0, 0, wrong.Message));
                }
            }

            return findings;
        }
    }

    /// <summary>A verdict counts once, by the mean of its windows: windows of one alarm are no independent cases.</summary>
    private static Finding Measure(
        string model, (bool Faulty, MachineAsset Machine, List<(int Sensor, SensorReading Reading)> Windows)[] judged, Func<MachineAsset, (int Sensor, SensorReading Reading), double?> fault)
    {
        List<double> faulty = [], healthy = [];
        foreach ((bool isFaulty, MachineAsset machine, List<(int Sensor, SensorReading Reading)> windows) in judged)
        {
            double[] scores = [.. windows.Select(window => fault(machine, window)).OfType<double>()];
            if (scores.Length > 0)
            {
                (isFaulty ? faulty : healthy).Add(scores.Average());
            }
        }

        string note = faulty.Count == 0 || healthy.Count == 0 ? "verdicts of both kinds are needed: faults that were confirmed, and false alarms" : "";
        return new Finding(model, RankedSeparation.Of(faulty, healthy), faulty.Count, healthy.Count, note);
    }

    private double? Board(SensorReading reading)
    {
        ScoreModel meaning = catalog.ModelOf(reading.Model);
        return reading.Scores.Length == 0 ? null : EnsembleSlot.FaultOf(reading.Scores.Index().ToDictionary(entry => meaning.ClassName(entry.Index), entry => entry.Item / 32768.0), meaning);
    }

    private List<(int Sensor, SensorReading Reading)> Windows(MachineAsset machine, IReadOnlyList<DecisionInput> inputs)
    {
        List<(int Sensor, SensorReading Reading, long Arrived)> found = [];
        foreach (DecisionInput input in inputs)
        {
            int sensor = machine.Sensors.Index().Where(entry => entry.Item.Id == input.Sensor).Select(entry => entry.Index).DefaultIfEmpty(-1).First();
            for (long seq = Math.Max(input.FromSeq, input.ToSeq - WindowsASensor + 1); sensor >= 0 && seq <= input.ToSeq; seq++)
            {
                if (readings.LoadReading(input.Device, input.Epoch, seq) is { } row && codec.TryReadReading(row.Payload, out SensorReading reading, out _) && reading.Features.Length > 0)
                {
                    found.Add((sensor, reading, row.Id));
                }
            }
        }

        return [.. found.OrderBy(entry => entry.Arrived).Select(entry => (entry.Sensor, entry.Reading))];
    }

    /// <param name="Auc">Null where it can't be told.</param>
    /// <param name="Faulty">Verdicts that confirm a fault.</param>
    /// <param name="Healthy">Verdicts that call a false alarm.</param>
    public sealed record Finding(string Model, double? Auc, int Faulty, int Healthy, string Note);

    private sealed class SlotScores(RegisteredModel model, OnnxFeatureScorer scorer)
    {
        private readonly Dictionary<string, int[]?[]> _newest = [];

        public double? Fault(MachineAsset machine, (int Sensor, SensorReading Reading) window, AssetCatalog catalog)
        {
            int[]?[] newest = _newest.TryGetValue(machine.Id, out int[]?[]? kept) ? kept : _newest[machine.Id] = new int[]?[machine.Sensors.Count];
            newest[window.Sensor] = window.Reading.Features;
            ScoreModel meaning = catalog.ModelOf(window.Reading.Model);
            try
            {
                return MachineInput.Of(model.Input, window.Sensor, newest) is { } input && scorer.Score(input) is { } scores
                    ? EnsembleSlot.FaultOf(model.Named(scores, meaning), meaning)
                    : null;
            }
            catch (Exception wrong) when (wrong is InvalidOperationException or Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
            {
                return null;
            }
        }
    }
}
