namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>The streamed envelope spectrum over several bands: filter, rectify, decimate, transform blocks of 512 with half overlap, sum the powers.</summary>
public sealed class TextbookEnvelopeStream
{
    private const int Block = 512;
    private readonly TextbookEnvelope[] _bands;
    private readonly float[][] _buffers;
    private readonly float[][] _sums;
    private readonly int[] _filled;
    private readonly TextbookFft _fft = new(Block);

    public TextbookEnvelopeStream(float rate, float[] edges, int decimation)
    {
        int bands = edges.Length - 1;
        _bands = new TextbookEnvelope[bands];
        _buffers = new float[bands][];
        _sums = new float[bands][];
        _filled = new int[bands];
        for (int i = 0; i < bands; i++)
        {
            _bands[i] = new TextbookEnvelope(edges[i], edges[i + 1], rate, decimation);
            _buffers[i] = new float[Block * 4];
            _sums[i] = new float[(Block / 2) + 1];
        }
    }

    /// <summary>How many blocks have been transformed.</summary>
    public int Transforms { get; private set; }

    public void Process(short[] samples)
    {
        for (int band = 0; band < _bands.Length; band++)
        {
            _filled[band] += _bands[band].Process(samples, _buffers[band], _filled[band]);
            while (_filled[band] >= Block)
            {
                _fft.Transform(_buffers[band]);
                Transforms++;
                for (int i = 0; i < _sums[band].Length; i++)
                {
                    _sums[band][i] += _fft.Power[i];
                }

                for (int i = Block / 2; i < _filled[band]; i++)
                {
                    _buffers[band][i - (Block / 2)] = _buffers[band][i];
                }

                _filled[band] -= Block / 2;
            }
        }
    }

    /// <summary>The power spectrum, summed over blocks and bands.</summary>
    public float[] Sum()
    {
        float[] sum = new float[_sums[0].Length];
        foreach (float[] band in _sums)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += band[i];
            }
        }

        return sum;
    }
}
