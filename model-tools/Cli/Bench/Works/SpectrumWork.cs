using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>Hann window, real transform and power of one window.</summary>
public abstract class SpectrumWork(int points) : IMeteredWork
{
    private readonly RealSpectrum _spectrum = new(points, WindowKind.Hann);
    private readonly short[] _samples = BenchSignal.Samples(points);
    private readonly long[] _power = new long[(points / 2) + 1];

    public void Prepare() => Run();

    public void Run() => _spectrum.Power(_samples, 0, 40, _power);

    public sealed class Points256() : SpectrumWork(256);

    public sealed class Points512() : SpectrumWork(512);

    public sealed class Points1024() : SpectrumWork(1024);

    public sealed class Points2048() : SpectrumWork(2048);
}
