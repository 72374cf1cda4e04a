using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.ModelTools.Textbook;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>Hann window, real transform and power of one window, in float.</summary>
public abstract class TextbookSpectrumWork(int points) : IMeteredWork
{
    private readonly TextbookFft _spectrum = new(points);
    private readonly short[] _samples = BenchSignal.Samples(points);

    public void Prepare() => Run();

    public void Run() => _spectrum.Transform(_samples, 40);

    public sealed class Points256() : TextbookSpectrumWork(256);

    public sealed class Points512() : TextbookSpectrumWork(512);

    public sealed class Points1024() : TextbookSpectrumWork(1024);

    public sealed class Points2048() : TextbookSpectrumWork(2048);
}
