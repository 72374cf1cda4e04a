using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>A whole window from samples to decision: feature extractor, engine, decider.</summary>
public sealed class EngineWindowWork : IMeteredWork
{
    private readonly FeatureExtractor _extractor = new(BenchModels.Recipe(), 61035);
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

    public void Prepare() => Run();

    public void Run()
    {
        _extractor.Process(_samples, 0, _features);
        _engine.Run(_features, _scores);
        _decider.Decide(_scores);
    }
}
