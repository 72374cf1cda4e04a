using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>The same layers from a model image, in the data-driven engine.</summary>
public abstract class EngineDenseWork : IMeteredWork
{
    private const int PackedWeightBudget = 16 * 1024;
    private readonly Engine _engine;
    private readonly sbyte[] _input;

    protected EngineDenseWork(IReadOnlyList<int> sizes)
    {
        byte[] image = ModelImageWriter.Write(BenchModels.Dense(sizes));
        _engine = new Engine(ModelImage.Parse(image, image.Length), PackedWeightBudget);
        _input = [.. BenchModels.Input(sizes[0]).Select(value => (sbyte)value)];
        Output = new sbyte[sizes[^1]];
    }

    /// <summary>What the last run gave.</summary>
    public sbyte[] Output { get; }

    public void Prepare() => Run();

    public void Run() => _engine.RunRaw(_input, Output);

    public sealed class Autoencoder() : EngineDenseWork(BenchModels.Autoencoder);

    public sealed class Layer96X32() : EngineDenseWork(BenchModels.Layer96X32);

    public sealed class Layer32X24() : EngineDenseWork(BenchModels.Layer32X24);
}
