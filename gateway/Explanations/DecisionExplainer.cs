using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Explains the boards' scores behind a decision from what is on disk: the last window of each sensor that the decision rests on, the
/// model image, and the sensor's healthy windows. The same disk gives the same bytes.
/// </summary>
public sealed class DecisionExplainer(DecisionStore decisions, FusionStore readings, HealthyWindowStore healthy, IModelImages images, AssetCatalog catalog, IWireCodec codec)
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

        List<ExplanationRecord> made = [];
        List<string> left = [];
        foreach (DecisionInput input in record.Inputs.OrderByDescending(input => input.Sensor == record.CauseSensor).ThenByDescending(input => record.Weights.GetValueOrDefault(input.Sensor)?.Weight ?? 0).Take(MostSensors))
        {
            try
            {
                made.Add(Explain(stored, record, input));
            }
            catch (CannotExplainException why)
            {
                left.Add($"{input.Sensor}: {why.Message}");
            }
        }

        return (made, left);
    }

    private ExplanationRecord Explain(StoredDecision stored, DecisionRecord record, DecisionInput input)
    {
        MachineAsset machine = catalog.Machines.FirstOrDefault(machine => machine.Id == record.Machine) ?? throw new CannotExplainException("the assets no longer name its machine");
        SensorAsset sensor = machine.Sensors.FirstOrDefault(sensor => sensor.Id == input.Sensor) ?? throw new CannotExplainException("the assets no longer name it");
        StoredReading row = readings.LoadReading(input.Device, input.Epoch, input.ToSeq) ?? throw new CannotExplainException($"its reading {input.ToSeq} is no longer on disk");
        if (!codec.TryReadReading(row.Payload, out SensorReading reading, out string reason))
        {
            throw new CannotExplainException(reason);
        }

        if (reading.Model.Length == 0 || reading.Features.Length == 0)
        {
            throw new CannotExplainException("its board runs no model, or sends no features");
        }

        BoardModel model = new(reading.Model, images.Find(reading.Model) ?? throw new CannotExplainException($"the image of model {reading.Model} is not in the data folder's `models`"));
        if (model.Inputs != reading.Features.Length || model.Image.OutputCount != reading.Scores.Length || !model.Image.HasScores)
        {
            throw new CannotExplainException($"model {reading.Model} has {model.Inputs} inputs and {model.Image.OutputCount} outputs, the reading {reading.Features.Length} features and {reading.Scores.Length} scores");
        }

        ScoreModel meaning = catalog.ModelOf(reading.Model);
        IReadOnlyList<string> names = ModelFeatures.Names(meaning, model.Image, reading.Features.Length);
        HealthyWindows usual = healthy.Of(sensor, names) ?? throw new CannotExplainException("there are too few clean windows yet to say what is usual");
        int index = ClassIndex(meaning, reading, record.Class);
        ModelExplanation explanation = ModelExplainer.Explain(
            model, reading.Features, index, meaning.ClassName(index), names, [.. names.Select(_ => sensor.Id)], usual, ModelFeatures.Orders(model.Image), $"{stored.Hash} {sensor.Id} {reading.Model}");
        return new ExplanationRecord
        {
            Decision = stored.Id,
            DecisionHash = stored.Hash,
            Machine = record.Machine,
            AtSeconds = record.AtSeconds,
            UtcMs = record.UtcMs,
            Sensor = sensor.Id,
            Model = reading.Model,
            ModelName = model.Name,
            Runs = "board",
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
    }

    /// <summary>The machine's likeliest fault where this model knows it, else the fault that it scores highest.</summary>
    private static int ClassIndex(ScoreModel meaning, SensorReading reading, string machines)
    {
        int[] faults = [.. Enumerable.Range(0, reading.Scores.Length).Where(i => !meaning.Normal.Contains(meaning.ClassName(i)))];
        return faults.Where(i => meaning.ClassName(i) == machines).Concat(faults.OrderByDescending(i => reading.Scores[i])).Append(0).First();
    }
}
