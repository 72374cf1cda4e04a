using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

/// <summary>The virtual fan with a damaged bearing, measured and scored as its board does: the firmware's features and the shipped int8 model.</summary>
public sealed class SimulatedFan
{
    private readonly BearingFault _fault;
    private readonly MachineSimulation _simulation;
    private readonly FeatureExtractor _extractor;
    private readonly double[] _g;

    public SimulatedFan(BearingFault fault, long seed = 3)
    {
        FeatureRecipe recipe = RecipeLibrary.Find("bearing-v1");
        _fault = fault;
        _simulation = new MachineSimulation(MachineProfile.Fan, fault, SensorModel.Default.SampleRateHz, seed);
        _extractor = new FeatureExtractor(MachineRecipe.For(recipe, MachineProfile.Fan.Bearing, MachineProfile.Fan.ShaftHz), SensorModel.Default.NanoGPerLsb);
        _g = new double[recipe.WindowLength];
        Model = ShippedModel();
    }

    public BoardModel Model { get; }

    public static byte[] ShippedImage() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", "bearing-v1.aim"));

    public static BoardModel ShippedModel()
    {
        byte[] image = ShippedImage();
        return new BoardModel(BoardModel.IdOf(image)!, image);
    }

    /// <param name="grown">0: healthy; 1: the impacts' RMS is 0.25 g.</param>
    public int[] Window(double grown)
    {
        _simulation.Generate(_g, _fault == BearingFault.None ? 0 : 0.25 * grown);
        int[] features = new int[_extractor.FeatureCount];
        _extractor.Process(Array.ConvertAll(_g, SensorModel.Default.ToCounts), 0, features);
        return features;
    }

    public HealthyWindows Healthy(int windows = 16) => new(1, 1, windows, [.. Enumerable.Range(0, windows).Select(_ => Window(0))], "");

    /// <summary>The reading that the fan's board would send for these features.</summary>
    public byte[] Reading(long seq, int[] features)
    {
        IReadOnlyList<double> scores = Model.Score(features);
        var reading = new Reading
        {
            Epoch = 7,
            Seq = seq,
            Boot = 1,
            Uptime = seq * 500,
            HasModel = true,
            Rate = 12800,
            SpeedMilliHz = (int)(1000 * MachineProfile.Fan.ShaftHz),
            FeatureCount = features.Length,
            ScoreCount = scores.Count,
            State = 1,
        };
        Convert.FromHexString(Model.Id).CopyTo(reading.Model, 0);
        features.CopyTo(reading.Features, 0);
        for (int i = 0; i < scores.Count; i++)
        {
            reading.Scores[i] = (int)(scores[i] * 32768);
        }

        new[] { 900, 350_000, 1_400_000, 1024, 768 }.CopyTo(reading.Scalars, 0);
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        return buffer[..reading.Encode(buffer, 0)];
    }
}
