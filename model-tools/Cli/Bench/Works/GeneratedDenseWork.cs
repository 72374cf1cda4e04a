using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>The same layers as straight-line code with the weights as constants.</summary>
public abstract class GeneratedDenseWork(IReadOnlyList<int> sizes) : IMeteredWork
{
    private readonly Action<sbyte[], sbyte[]> _run = GeneratedCode.Load<Action<sbyte[], sbyte[]>>("RunRaw");
    private readonly sbyte[] _input = [.. BenchModels.Input(sizes[0]).Select(value => (sbyte)value)];
    private readonly sbyte[] _output = new sbyte[sizes[^1]];

    public void Prepare()
    {
        Run();
        if (!_output.AsSpan().SequenceEqual(BenchModels.TextbookDense(sizes).Run(_input)))
        {
            throw new InvalidOperationException("The generated code and the textbook give different integers.");
        }
    }

    public void Run() => _run(_input, _output);

    public sealed class Autoencoder() : GeneratedDenseWork(BenchModels.Autoencoder);

    public sealed class Layer96X32() : GeneratedDenseWork(BenchModels.Layer96X32);
}
