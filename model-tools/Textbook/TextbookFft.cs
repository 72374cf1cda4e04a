namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>The radix-2 transform of every textbook: bit reversal, then log2(n) stages of butterflies, in float, on arrays that are fields.</summary>
public sealed class TextbookFft
{
    private readonly int _points;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _cos;
    private readonly float[] _sin;
    private readonly float[] _window;

    public TextbookFft(int points)
    {
        _points = points;
        _real = new float[points];
        _imaginary = new float[points];
        _cos = new float[points / 2];
        _sin = new float[points / 2];
        _window = new float[points];
        Power = new float[(points / 2) + 1];
        for (int i = 0; i < points / 2; i++)
        {
            _cos[i] = (float)Math.Cos(2 * Math.PI * i / points);
            _sin[i] = (float)Math.Sin(2 * Math.PI * i / points);
        }

        for (int i = 0; i < points; i++)
        {
            _window[i] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / points)));
        }
    }

    /// <summary>The power spectrum of the last transform, points / 2 + 1 values.</summary>
    public float[] Power { get; }

    /// <summary>Hann window, transform, power.</summary>
    public void Transform(short[] samples, float mean)
    {
        for (int i = 0; i < _points; i++)
        {
            _real[i] = (samples[i] - mean) * _window[i];
            _imaginary[i] = 0;
        }

        TransformLoaded();
    }

    /// <summary>The same for values that are float already.</summary>
    public void Transform(float[] samples)
    {
        for (int i = 0; i < _points; i++)
        {
            _real[i] = samples[i] * _window[i];
            _imaginary[i] = 0;
        }

        TransformLoaded();
    }

    private void TransformLoaded()
    {
        ReverseBits();
        for (int half = 1; half < _points; half *= 2)
        {
            int step = _points / (half * 2);
            for (int group = 0; group < _points; group += half * 2)
            {
                for (int k = 0; k < half; k++)
                {
                    int top = group + k;
                    int bottom = top + half;
                    float cos = _cos[k * step];
                    float sin = _sin[k * step];
                    float re = (_real[bottom] * cos) + (_imaginary[bottom] * sin);
                    float im = (_imaginary[bottom] * cos) - (_real[bottom] * sin);
                    _real[bottom] = _real[top] - re;
                    _imaginary[bottom] = _imaginary[top] - im;
                    _real[top] += re;
                    _imaginary[top] += im;
                }
            }
        }

        float[] power = Power;
        for (int i = 0; i < power.Length; i++)
        {
            power[i] = (_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]);
        }
    }

    private void ReverseBits()
    {
        int j = 0;
        for (int i = 1; i < _points; i++)
        {
            int bit = _points / 2;
            while ((j & bit) != 0)
            {
                j ^= bit;
                bit /= 2;
            }

            j ^= bit;
            if (i < j)
            {
                (_real[i], _real[j]) = (_real[j], _real[i]);
                (_imaginary[i], _imaginary[j]) = (_imaginary[j], _imaginary[i]);
            }
        }
    }
}
