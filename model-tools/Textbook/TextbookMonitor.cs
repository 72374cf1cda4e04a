namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>One window of a machine, start to end: statistics, spectrum, velocity, bands, one-band envelope with fault orders, autoencoder, decision.</summary>
public sealed class TextbookMonitor
{
    private const int Points = 1024;
    private const int Decimation = 4;
    private readonly TextbookStatistics _statistics = new();
    private readonly TextbookFft _spectrum = new(Points);
    private readonly TextbookSpectrumFeatures _features = new(16);
    private readonly TextbookEnvelope _envelope;
    private readonly TextbookFft _envelopeSpectrum = new(Points / Decimation);
    private readonly TextbookFaultOrders _orders = new([3.585f, 5.415f, 4.714f, 0.398f]);
    private readonly TextbookNetwork _network;
    private readonly float[] _level = new float[Points / Decimation];
    private readonly float[] _values = new float[32];
    private readonly sbyte[] _input = new sbyte[32];
    private readonly float _rate;

    public TextbookMonitor(float rate, TextbookNetwork network)
    {
        _rate = rate;
        _network = network;
        _envelope = new TextbookEnvelope(rate * 0.15, rate * 0.35, rate, Decimation);
    }

    public bool Alarm { get; private set; }

    public void Process(short[] samples, float shaftHz)
    {
        _statistics.Compute(samples);
        _spectrum.Transform(samples, _statistics.Mean);
        _features.Compute(_spectrum.Power, _rate / Points);
        _envelope.Process(samples, _level, 0);
        _envelopeSpectrum.Transform(_level);
        _orders.Score(_envelopeSpectrum.Power, shaftHz, _rate / Points);

        _values[0] = _statistics.Rms;
        _values[1] = _statistics.Peak;
        _values[2] = _statistics.Crest;
        _values[3] = _statistics.Skewness;
        _values[4] = _statistics.Kurtosis;
        _values[5] = _features.VelocityRms;
        for (int i = 0; i < 16; i++)
        {
            _values[6 + i] = _features.Bands[i];
        }

        for (int i = 0; i < 4; i++)
        {
            _values[22 + i] = _orders.Scores[i];
        }

        for (int i = 0; i < _values.Length; i++)
        {
            float scaled = _values[i] * 4;
            _input[i] = (sbyte)Math.Min(127, Math.Max(-128, scaled));
        }

        sbyte[] output = _network.Run(_input);
        float error = 0;
        for (int i = 0; i < output.Length; i++)
        {
            float difference = output[i] - _input[i];
            error += difference * difference;
        }

        Alarm = error / output.Length > 100;
    }
}
