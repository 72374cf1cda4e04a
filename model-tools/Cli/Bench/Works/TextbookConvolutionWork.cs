using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.ModelTools.Textbook;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>An int8 convolution along a series, four loops in each other.</summary>
public sealed class TextbookConvolutionWork : IMeteredWork
{
    private readonly TextbookConvolution _layer = BenchModels.TextbookConvolution();
    private readonly sbyte[] _input = [.. BenchModels.Input(BenchModels.SeriesLength * BenchModels.SeriesChannels).Select(value => (sbyte)value)];

    /// <summary>What the last run gave.</summary>
    public sbyte[] Output => _layer.Output;

    public void Prepare() => Run();

    public void Run() => _layer.Run(_input);
}
