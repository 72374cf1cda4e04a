using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

/// <summary>The golden vectors of the spectrum: tests/vectors/spectrum/README.md says how any platform replays them.</summary>
internal sealed record SpectrumVectors(string CosineDigest, IReadOnlyList<SpectrumVector> Cases)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public static string FilePath => TestData.InRepository("tests/vectors/spectrum/spectrum.json");

    public static SpectrumVectors Read() => JsonSerializer.Deserialize<SpectrumVectors>(File.ReadAllText(FilePath), Options)!;

    public void Write() => File.WriteAllText(FilePath, JsonSerializer.Serialize(this, Options) + "\n");

    /// <summary>FNV-1a, 64 bits, over the values as little-endian bytes.</summary>
    public static string Digest(IEnumerable<long> values, int bytes)
    {
        ulong hash = 14695981039346656037;
        Span<byte> buffer = stackalloc byte[8];
        foreach (long value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
            foreach (byte b in buffer[..bytes])
            {
                hash = (hash ^ b) * 1099511628211;
            }
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}

/// <summary>One spectrum: how its samples are made and what must come out.</summary>
internal sealed record SpectrumVector(
    int Points,
    int Window,
    bool Wide,
    string Signal,
    uint Parameter,
    int Shift,
    int Mean,
    string Digest,
    IReadOnlyDictionary<string, string> Power)
{
    /// <summary>The samples by the formulas of the README.</summary>
    public int[] Samples()
    {
        var samples = new int[Points];
        uint state = Parameter;
        for (int n = 0; n < Points; n++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            int p = (int)Parameter;
            samples[n] = Signal switch
            {
                "noise" => (Wide ? (int)state >> 8 : (int)state >> 16) >> Shift,
                "square" => n / p % 2 == 0 ? -32768 : 32767,
                "impulse" => n == p ? -32768 : 0,
                "constant" => (short)Parameter,
                "sawtooth" => ((n * p) & 0xFFFF) - 32768,
                _ => throw new InvalidDataException($"{Signal}: no such signal"),
            };
        }

        return samples;
    }
}
