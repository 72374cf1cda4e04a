using System.Text;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>Writes one case as <see cref="Replay.CaseReader"/> reads it.</summary>
public sealed class CaseWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>Begins a case.</summary>
    public CaseWriter(int kind, string name)
    {
        Name = name;
        _bytes.Add((byte)kind);
        Text(name);
    }

    /// <summary>The case's name: contract, slash, words with hyphens.</summary>
    public string Name { get; }

    /// <summary>An integer in zigzag LEB128.</summary>
    public CaseWriter Integer(long value)
    {
        ulong rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        while (rest >= 128)
        {
            _bytes.Add((byte)(rest | 128));
            rest >>= 7;
        }

        _bytes.Add((byte)rest);
        return this;
    }

    /// <summary>A count and the integers.</summary>
    public CaseWriter Integers(IReadOnlyCollection<long> values)
    {
        Integer(values.Count);
        foreach (long value in values)
        {
            Integer(value);
        }

        return this;
    }

    /// <summary>A length and the bytes.</summary>
    public CaseWriter Bytes(byte[] bytes)
    {
        Integer(bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A length and ASCII.</summary>
    public CaseWriter Text(string text) => Bytes(Encoding.ASCII.GetBytes(text));

    /// <summary>The case.</summary>
    public GoldenCase Done() => new(Name, [.. _bytes]);
}
