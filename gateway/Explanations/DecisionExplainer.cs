using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Explains the scores behind a decision, the boards' and the gateway's own, from what is on disk: the last window of each sensor that the
/// decision rests on, the model, and the sensor's healthy windows. The same disk gives the same bytes. One caller at a time.
/// </summary>
public sealed class DecisionExplainer(DecisionStore decisions, FusionStore readings, HealthyWindowStore healthy, IModelImages images, AssetCatalog catalog, IWireCodec codec, RegistryModels? models = null)
{
    /// <summary>Sensors of a machine that are explained, those first that weigh most for the class.</summary>
    public const int MostSensors = 4;

    /// <returns>A record for each sensor that could be explained, and why each other one could not.</returns>
    public (IReadOnlyList<ExplanationRecord> Records, IReadOnlyList<string> Left) Explain(long decision)
    {
        if (decisions.Find(decision) is not { } stored || stored.Body.Deserialize<DecisionRecord>(GatewayJson.Options) is not { } record)
        {
            return ([], [$"there is no decision {decision} (any more)"]);
        }

        if (catalog.Machines.FirstOrDefault(machine => machine.Id == record.Machine) is not { } machine)
        {
            return ([], ["the assets no longer name its machine"]);
        }

        List<ExplanationRecord> made = [];
        List<string> left = [];
        DecisionInput[] sensors = [.. record.Inputs.OrderByDescending(input => input.Sensor == record.CauseSensor).ThenByDescending(input => record.Weights.GetValueOrDefault(input.Sensor)?.Weight ?? 0).Take(MostSensors)];
        foreach (DecisionInput input in sensors)
        {
            Try(() => Board(stored, record, machine, input), input.Sensor);
        }

        // A model over the whole machine says the same whoever's window comes: once is enough.
        foreach (DecisionInput input in record.Ensemble.Length == 0 ? [] : models?.Open(record.Ensemble)?.Model.Input is null or ModelInput.Window ? sensors : sensors[..1])
        {
            Try(() => Gateway(stored, record, machine, input), input.Sensor);
        }

        return (made, left);

        void Try(Func<ExplanationRecord> explain, string sensor)
        {
            try
            {
                made.Add(explain());
            }
            catch (CannotExplainException why)
            {
                left.Add($"{sensor}: {why.Message}");
            }
        }
    }

    private ExplanationRecord Board(StoredDecision stored, DecisionRecord record, MachineAsset machine, DecisionInput input)
    {
        (SensorAsset sensor, StoredReading row, SensorReading reading) = Window(machine, input);
        if (reading.Model.Length == 0 || reading.Features.Length == 0)
        {
            throw new CannotExplainException("its board runs no model, or sends no features");
        }

        BoardModel model = new(reading.Model, images.Find(reading.Model) ?? throw new CannotExplainException($"the image of model {reading.Model} is neither a release here nor in the data folder's `models`"));
        if (model.Inputs != reading.Features.Length || model.Image.OutputCount != reading.Scores.Length || !model.Image.HasScores)
        {
            throw new CannotExplainException($"model {reading.Model} has {model.Inputs} inputs and {model.Image.OutputCount} outputs, the reading {reading.Features.Length} features and {reading.Scores.Length} scores");
        }

        ScoreModel meaning = catalog.ModelOf(reading.Model);
        IReadOnlyList<string> names = ModelFeatures.Names(meaning, model.Image, reading.Features.Length);
        HealthyWindows usual = Usual(sensor, names);
        string[] classes = [.. Enumerable.Range(0, reading.Scores.Length).Select(meaning.ClassName)];
        int index = ClassIndex(classes, meaning, [.. reading.Scores.Select(score => (double)score)], record.Class);
        ModelExplanation explanation = ModelExplainer.Explain(
            model, reading.Features, index, classes[index], names, [.. names.Select(_ => sensor.Id)], usual, sensor.Bearing?.Orders ?? ModelFeatures.Orders(model.Image), $"{stored.Hash} {sensor.Id} {reading.Model}");
        return Record(stored, record, input, row, model, "board", usual, explanation);
    }

    /// <summary>The gateway's model: over one sensor's window, or over the newest windows of all that count.</summary>
    private ExplanationRecord Gateway(StoredDecision stored, DecisionRecord record, MachineAsset machine, DecisionInput input)
    {
        (RegisteredModel entry, OnnxFeatureScorer scorer) = models?.Open(record.Ensemble) ?? throw new CannotExplainException($"the gateway's model `{record.Ensemble}` is not in the registry");
        (SensorAsset sensor, StoredReading row, SensorReading reading) = Window(machine, input);
        var model = new GatewayModel(entry, scorer);
        ScoreModel meaning = catalog.ModelOf(reading.Model);
        IReadOnlyList<string> names = ModelFeatures.Names(meaning, null, reading.Features.Length);
        int own = machine.Sensors.Index().First(each => each.Item.Id == sensor.Id).Index;
        int[]?[] now = new int[]?[machine.Sensors.Count];
        IReadOnlyList<int[]>?[] healthyOf = new IReadOnlyList<int[]>?[now.Length];
        HealthyWindows usual = Usual(sensor, names);
        (now[own], healthyOf[own]) = (reading.Features, usual.Features);
        foreach (DecisionInput other in entry.Input == ModelInput.Window ? [] : record.Inputs.Where(other => other.Sensor != sensor.Id && record.Weights.GetValueOrDefault(other.Sensor) is { Weight: > 0 }))
        {
            int place = machine.Sensors.Index().Where(each => each.Item.Id == other.Sensor).Select(each => each.Index).First();
            now[place] = Window(machine, other).Reading.Features;
            healthyOf[place] = Usual(machine.Sensors[place], names).Features;
        }

        int rows = healthyOf.Where(each => each is not null).Min(each => each!.Count);
        int[] vector = MachineInput.Of(entry.Input, own, now) ?? throw new CannotExplainException("its sensors' vectors differ in length");
        HealthyWindows healthyRows = usual with { Features = [.. Enumerable.Range(0, rows).Select(k => MachineInput.Of(entry.Input, own, [.. healthyOf.Select(each => each?[k])])!)] };
        IReadOnlyList<(string Sensor, string Name)> values = MachineInput.Names(entry.Input, sensor.Id, [.. machine.Sensors.Select(each => each.Id)], names);
        IReadOnlyList<double> scores = model.Score(vector);
        string[] classes = [.. Enumerable.Range(0, scores.Count).Select(i => entry.ClassName(i, meaning))];
        int index = ClassIndex(classes, meaning, scores, record.Class);
        ModelExplanation explanation = ModelExplainer.Explain(
            model, vector, index, classes[index], [.. values.Select(value => value.Name)], [.. values.Select(value => value.Sensor)], healthyRows, sensor.Bearing?.Orders, $"{stored.Hash} {sensor.Id} {entry.File}");
        return Record(stored, record, input, row, model, "gateway", healthyRows, explanation);
    }

    private static ExplanationRecord Record(
        StoredDecision stored, DecisionRecord record, DecisionInput input, StoredReading row, IVectorModel model, string runs, HealthyWindows usual, ModelExplanation explanation) => new()
        {
            Decision = stored.Id,
            DecisionHash = stored.Hash,
            Machine = record.Machine,
            AtSeconds = record.AtSeconds,
            UtcMs = record.UtcMs,
            Sensor = input.Sensor,
            Model = model.Id,
            ModelName = model.Name,
            Runs = runs,
            Device = input.Device,
            Epoch = input.Epoch,
            Seq = input.ToSeq,
            ReadingHash = Convert.ToHexStringLower(SHA256.HashData(row.Payload)),
            HealthyWindows = usual.Features.Count,
            HealthyFirstSeq = usual.FirstSeq,
            HealthyLastSeq = usual.LastSeq,
            HealthyHash = usual.Hash,
            Attribution = explanation.Attribution,
            Second = explanation.Second,
            Words = explanation.Words,
            Previous = "",
        };

    private (SensorAsset Sensor, StoredReading Row, SensorReading Reading) Window(MachineAsset machine, DecisionInput input)
    {
        SensorAsset sensor = machine.Sensors.FirstOrDefault(sensor => sensor.Id == input.Sensor) ?? throw new CannotExplainException("the assets no longer name it");
        StoredReading row = readings.LoadReading(input.Device, input.Epoch, input.ToSeq) ?? throw new CannotExplainException($"its reading {input.ToSeq} is no longer on disk");
        return codec.TryReadReading(row.Payload, out SensorReading reading, out string reason) ? (sensor, row, reading) : throw new CannotExplainException(reason);
    }

    private HealthyWindows Usual(SensorAsset sensor, IReadOnlyList<string> names) =>
        healthy.Of(sensor, names) ?? throw new CannotExplainException("there are too few clean windows yet to say what is usual");

    /// <summary>The machine's likeliest fault where this model knows it, else the fault that it scores highest.</summary>
    private static int ClassIndex(string[] classes, ScoreModel meaning, IReadOnlyList<double> scores, string machines)
    {
        int[] faults = [.. Enumerable.Range(0, classes.Length).Where(i => !meaning.Normal.Contains(classes[i]))];
        return faults.Where(i => classes[i] == machines).Concat(faults.OrderByDescending(i => scores[i])).Append(0).First();
    }
}
