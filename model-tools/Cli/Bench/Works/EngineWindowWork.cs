using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>A whole window from samples to decision: feature extractor, engine, decider.</summary>
public sealed class EngineWindowWork : IMeteredWork
{
    private readonly FeatureExtractor _extractor = new(Recipe(), 61035);
    private readonly short[] _samples = BenchSignal.Samples(1024);
    private readonly int[] _features = new int[32];
    private readonly int[] _scores = new int[1];
    private readonly Engine _engine;
    private readonly Decider _decider = new(new DecisionRule { NormalClass = -1 }, 1);

    public EngineWindowWork()
    {
        byte[] image = ModelImageWriter.Write(BenchModels.Monitor());
        _engine = new Engine(ModelImage.Parse(image, image.Length), 16 * 1024);
    }

    /// <summary>The score of the last window.</summary>
    public int Score => _scores[0];

    /// <summary>The 32 features: all scalars, 16 bands, the envelope's three and the four fault orders, the shaft's.</summary>
    public static FeatureRecipe Recipe() => new FeatureRecipe
    {
        WindowLength = 1024,
        Hop = 1024,
        SampleRateMilliHz = BenchSignal.SampleRateHz * 1000,
        EnvelopeLowHz = BenchSignal.SampleRateHz * 15 / 100,
        EnvelopeHighHz = BenchSignal.SampleRateHz * 35 / 100,
        ShaftSpeedMilliHz = BenchSignal.ShaftMilliHz,
        BpfoQ16 = Order(3.585),
        BpfiQ16 = Order(5.415),
        BsfQ16 = Order(2.357),
        FtfQ16 = Order(0.398),
    }
    .Add(FeatureId.Rms).Add(FeatureId.Peak).Add(FeatureId.VelocityRms).Add(FeatureId.Crest).Add(FeatureId.Kurtosis).Add(FeatureId.Skewness)
    .AddBands(16, BandRule.EqualWidth, 100, 6000)
    .Add(FeatureId.EnvelopeLevel).Add(FeatureId.EnvelopeKurtosis).Add(FeatureId.EnvelopeCrest).Add(FeatureId.FaultCombs)
    .Add(FeatureId.ShaftSpeed).AddShaftOrders(2);

    public void Prepare() => Run();

    public void Run()
    {
        _extractor.Process(_samples, 0, _features);
        _engine.Run(_features, _scores);
        _decider.Decide(_scores);
    }

    private static int Order(double order) => (int)Math.Round(order * FeatureRecipe.OrderOne);
}
