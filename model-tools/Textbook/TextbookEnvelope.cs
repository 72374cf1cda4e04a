namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>Band pass of two sections, rectifier, mean of n samples: the envelope of one band, decimated.</summary>
public sealed class TextbookEnvelope
{
    private readonly TextbookBiquad _first;
    private readonly TextbookBiquad _second;
    private readonly int _decimation;
    private int _phase;
    private float _sum;

    public TextbookEnvelope(double low, double high, double rate, int decimation)
    {
        double centre = Math.Sqrt(low * high);
        double q = centre / (high - low);
        _first = TextbookBiquad.BandPass(centre, q, rate);
        _second = TextbookBiquad.BandPass(centre, q, rate);
        _decimation = decimation;
    }

    /// <summary>Filters the samples and returns how many envelope values it has written.</summary>
    public int Process(short[] samples, float[] envelope, int at)
    {
        int written = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            float band = _second.Process(_first.Process(samples[i]));
            _sum += band < 0 ? -band : band;
            _phase++;
            if (_phase == _decimation)
            {
                envelope[at + written] = _sum / _decimation;
                written++;
                _phase = 0;
                _sum = 0;
            }
        }

        return written;
    }
}
