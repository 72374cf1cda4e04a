namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>
/// A small seeded generator whose sequence is fixed by its definition, not by a runtime's version
/// (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
public sealed class SeededRandom
{
    private ulong _state;
    private double _spare;
    private bool _hasSpare;

    /// <summary>Starts the sequence of a seed; <paramref name="stream"/> gives independent sequences of one seed.</summary>
    public SeededRandom(long seed, int stream = 0)
    {
        _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)(uint)stream << 32 | (uint)stream * 0x85EBCA6BU);
        NextBits();
        NextBits();
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Log-uniform in [low, high), both above 0.</summary>
    public double LogUniform(double low, double high) => low * Math.Pow(high / low, Uniform());

    /// <summary>A whole number in [0, limit).</summary>
    public int Below(int limit) => (int)(Uniform() * limit);

    /// <summary>Normal with mean 0 and deviation 1 (polar method of Marsaglia).</summary>
    public double Gaussian()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        double u, v, s;
        do
        {
            u = 2 * Uniform() - 1;
            v = 2 * Uniform() - 1;
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);

        double scale = Math.Sqrt(-2 * Math.Log(s) / s);
        _spare = v * scale;
        _hasSpare = true;
        return u * scale;
    }

    private ulong NextBits()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
