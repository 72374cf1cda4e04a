using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.ModelTools.Textbook;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>int8 dense layers, one loop in another.</summary>
public abstract class TextbookDenseWork(IReadOnlyList<int> sizes) : IMeteredWork
{
    private readonly TextbookNetwork _network = BenchModels.TextbookDense(sizes);
    private readonly sbyte[] _input = [.. BenchModels.Input(sizes[0]).Select(value => (sbyte)value)];

    /// <summary>What the last run gave.</summary>
    public sbyte[] Output { get; private set; } = [];

    public void Prepare() => Run();

    public void Run() => Output = _network.Run(_input);

    public sealed class Autoencoder() : TextbookDenseWork(BenchModels.Autoencoder);

    public sealed class Layer96X32() : TextbookDenseWork(BenchModels.Layer96X32);

    public sealed class Layer32X24() : TextbookDenseWork(BenchModels.Layer32X24);
}
