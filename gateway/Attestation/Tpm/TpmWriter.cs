using System.Buffers.Binary;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>Writes TPM structures, big-endian.</summary>
public sealed class TpmWriter
{
    private readonly MemoryStream _bytes = new();

    /// <summary>An unsigned byte.</summary>
    public TpmWriter U8(int value)
    {
        _bytes.WriteByte((byte)value);
        return this;
    }

    /// <summary>A 16-bit number.</summary>
    public TpmWriter U16(int value)
    {
        Span<byte> room = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)value);
        _bytes.Write(room);
        return this;
    }

    /// <summary>A 32-bit number.</summary>
    public TpmWriter U32(uint value)
    {
        Span<byte> room = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(room, value);
        _bytes.Write(room);
        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public TpmWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A TPM2B.</summary>
    public TpmWriter Sized(ReadOnlySpan<byte> bytes) => U16(bytes.Length).Raw(bytes);

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.ToArray();
}
