using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Bench.Works;

/// <summary>Twenty windows of 1024 new samples into the streamed envelope over four bands, and one read-out with its fault scores.</summary>
public sealed class EnvelopeStreamWork : IMeteredWork
{
    public const int Windows = 20;
    private readonly EnvelopeStream _stream = new(BenchSignal.SampleRateHz * 1000, BenchSignal.ShaftMilliHz);
    private readonly FaultComb _comb = new(Order(3.585), Order(5.415), Order(2.357), Order(0.398), 2);
    private readonly short[] _samples = BenchSignal.Samples(1024 * Windows);
    private readonly int[] _scores = new int[FaultComb.Scores];

    /// <summary>Samples for one envelope value.</summary>
    public int Decimation => _stream.Decimation;

    public void Prepare() => Run();

    public void Run()
    {
        for (int window = 0; window < Windows; window++)
        {
            _stream.Add(_samples, window * 1024, 1024);
        }

        _stream.Read();
        _comb.Score(_stream.Whitened, EnvelopeStream.Bins, _stream.BinsPerOrderQ16(BenchSignal.ShaftMilliHz), _scores, 0);
    }

    private static int Order(double order) => (int)Math.Round(order * FeatureRecipe.OrderOne);
}
