using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.ModelTools.Textbook;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>The same in textbook form: as many bands, as many values a revolution, blocks of 512 with half overlap.</summary>
public sealed class TextbookEnvelopeStreamWork : IMeteredWork
{
    public const int Decimation = 10;
    private const float Rate = BenchSignal.SampleRateHz;
    private readonly TextbookEnvelopeStream _stream = new(Rate, [800, 1600, 3200, 4800, 6200], Decimation);
    private readonly TextbookFaultOrders _orders = new([3.585f, 5.415f, 4.714f, 0.398f]);
    private readonly short[][] _windows = [.. BenchSignal.Samples(1024 * EnvelopeStreamWork.Windows).Chunk(1024)];

    public void Prepare() => Run();

    public void Run()
    {
        foreach (short[] window in _windows)
        {
            _stream.Process(window);
        }

        _orders.Score(_stream.Sum(), BenchSignal.ShaftMilliHz / 1000f, Rate / Decimation / 512);
    }
}
