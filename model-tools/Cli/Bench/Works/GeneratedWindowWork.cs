using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>A whole window from samples to decision: feature extractor, generated network, decider.</summary>
public sealed class GeneratedWindowWork : IMeteredWork
{
    private readonly FeatureExtractor _extractor = new(BenchModels.Recipe(), 61035);
    private readonly short[] _samples = BenchSignal.Samples(1024);
    private readonly int[] _features = new int[32];
    private readonly int[] _scores = new int[1];
    private readonly Action<int[], int[]> _network = GeneratedCode.Load<Action<int[], int[]>>("Run");
    private readonly Decider _decider = new(new DecisionRule { NormalClass = -1 }, 1);

    /// <summary>The score of the last window.</summary>
    public int Score => _scores[0];

    public void Prepare() => Run();

    public void Run()
    {
        _extractor.Process(_samples, 0, _features);
        _network(_features, _scores);
        _decider.Decide(_scores);
    }
}
