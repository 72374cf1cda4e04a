using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>The same convolution from a model image, in the data-driven engine.</summary>
public sealed class EngineConvolutionWork : IMeteredWork
{
    private readonly Engine _engine;
    private readonly sbyte[] _input = [.. BenchModels.Input(BenchModels.SeriesLength * BenchModels.SeriesChannels).Select(value => (sbyte)value)];

    public EngineConvolutionWork()
    {
        byte[] image = ModelImageWriter.Write(BenchModels.Convolution());
        _engine = new Engine(ModelImage.Parse(image, image.Length), 16 * 1024);
        Output = new sbyte[_engine.Image.OutputCount];
    }

    /// <summary>What the last run gave.</summary>
    public sbyte[] Output { get; }

    public void Prepare() => Run();

    public void Run() => _engine.RunRaw(_input, Output);
}
