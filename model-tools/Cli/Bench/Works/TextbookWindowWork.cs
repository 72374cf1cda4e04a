using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.ModelTools.Textbook;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>A whole window from samples to decision, in textbook form.</summary>
public sealed class TextbookWindowWork : IMeteredWork
{
    private readonly TextbookMonitor _monitor = new(BenchSignal.SampleRateHz, BenchModels.TextbookDense(BenchModels.Autoencoder));
    private readonly short[] _samples = BenchSignal.Samples(1024);

    public void Prepare() => Run();

    public void Run() => _monitor.Process(_samples, BenchSignal.ShaftMilliHz / 1000f);
}
