using System.Buffers.Binary;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>Reads TPM structures: big-endian, no byte beyond the end.</summary>
/// <param name="bytes">The structure.</param>
/// <param name="what">What it is, for messages.</param>
public sealed class TpmReader(byte[] bytes, string what)
{
    private int _at;

    /// <summary>Bytes read so far.</summary>
    public int Position => _at;

    /// <summary>An unsigned byte.</summary>
    public byte U8() => Take(1)[0];

    /// <summary>A 16-bit number.</summary>
    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>A 32-bit number.</summary>
    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>A 64-bit number.</summary>
    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>So many bytes.</summary>
    public byte[] Bytes(int count) => Take(count).ToArray();

    /// <summary>A TPM2B: its size in 16 bits, and the bytes.</summary>
    public byte[] Sized() => Bytes(U16());

    /// <summary>All that is left.</summary>
    public byte[] Rest() => Bytes(bytes.Length - _at);

    /// <summary>Nothing may follow.</summary>
    /// <exception cref="TpmFormatException">Something does.</exception>
    public void End()
    {
        if (_at != bytes.Length)
        {
            throw new TpmFormatException($"{what}: {bytes.Length - _at} bytes follow its end");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at)
        {
            throw new TpmFormatException($"{what}: it ends after {bytes.Length} bytes, and {_at + count} are called for");
        }

        _at += count;
        return bytes.AsSpan(_at - count, count);
    }
}
