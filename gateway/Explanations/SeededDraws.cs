using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Random numbers that are the same on every machine and in every version of the runtime (SplitMix64, Steele, Lea and Flood 2014),
/// seeded by what is explained: who explains it again gets the same bytes.
/// </summary>
public sealed class SeededDraws
{
    private ulong _state;

    public SeededDraws(ulong seed) => _state = seed;

    /// <summary>Seeded by the first 8 bytes of the SHA-256 of a text, big-endian.</summary>
    public static SeededDraws Of(string text) => new(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 up to below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (uint)count) >> 64);

    /// <summary>0 up to below 1, in steps of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of the normal distribution (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>Fisher and Yates.</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
