using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>
/// The firmware's log of what it measured (TCG PC Client Platform Firmware Profile, section 10): <c>binary_bios_measurements</c>, little-endian, played
/// through again gives the values of the registers.
/// </summary>
public sealed class TpmEventLog
{
    private const int Sha1Bytes = 20, Sha256Bytes = 32;
    private const uint NoAction = 3;
    private const int MostEvents = 100_000;
    private readonly byte[] _bytes;
    private int _at;

    private TpmEventLog(byte[] bytes) => _bytes = bytes;

    /// <summary>The log's events: register, type, SHA-256 that it was extended with, data.</summary>
    public IReadOnlyList<Event> Events { get; private set; } = [];

    /// <summary>A measurement.</summary>
    /// <param name="Pcr">The register.</param>
    /// <param name="Type">TCG event type.</param>
    /// <param name="Digest">SHA-256.</param>
    /// <param name="Data">What was measured, or words about it.</param>
    public sealed record Event(int Pcr, uint Type, byte[] Digest, byte[] Data);

    /// <summary>Takes a log apart.</summary>
    /// <exception cref="TpmFormatException">It is none, or has no SHA-256.</exception>
    public static TpmEventLog Parse(byte[] bytes)
    {
        var log = new TpmEventLog(bytes);
        log.Read();
        return log;
    }

    /// <summary>The SHA-256 registers as the log says they must be: r = SHA-256(r || digest) from zeros, and register 0 from its locality.</summary>
    public byte[][] Replay()
    {
        byte[][] registers = [.. Enumerable.Range(0, TpmConstants.Pcrs).Select(pcr => pcr is >= 17 and <= 22 ? [.. Enumerable.Repeat((byte)0xFF, Sha256Bytes)] : new byte[Sha256Bytes])];
        foreach (Event measured in Events)
        {
            if (measured.Type == NoAction)
            {
                // A start in another locality than 0 begins register 0 with its number (section 10.4.5.3).
                if (measured.Pcr == 0 && measured.Data.Length == 17 && measured.Data.AsSpan(0, 16).SequenceEqual("StartupLocality\0"u8))
                {
                    registers[0][^1] = measured.Data[16];
                }

                continue;
            }

            registers[measured.Pcr] = SHA256.HashData([.. registers[measured.Pcr], .. measured.Digest]);
        }

        return registers;
    }

    private void Read()
    {
        // The first event is of the old form, and says which hashes the others have.
        uint pcr = U32(), type = U32();
        _ = Take(Sha1Bytes);
        byte[] header = Sized();
        if (pcr != 0 || type != NoAction || header.Length < 29 || !header.AsSpan(0, 16).SequenceEqual("Spec ID Event03\0"u8))
        {
            throw new TpmFormatException("the event log does not begin with a Spec ID event of version 03: it has no SHA-256");
        }

        Dictionary<ushort, int> hashes = [];
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24));
        for (int i = 0; i < count; i++)
        {
            if (28 + (4 * (i + 1)) > header.Length)
            {
                throw new TpmFormatException("the event log: its header ends before its list of hashes");
            }

            hashes[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28 + (4 * i)))] = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30 + (4 * i)));
        }

        if (hashes.GetValueOrDefault(TpmConstants.Sha256) != Sha256Bytes)
        {
            throw new TpmFormatException("the event log has no SHA-256");
        }

        List<Event> events = [];
        while (_at < _bytes.Length)
        {
            if (events.Count >= MostEvents)
            {
                throw new TpmFormatException($"the event log has more than {MostEvents} events");
            }

            events.Add(ReadEvent(hashes));
        }

        Events = events;
    }

    private Event ReadEvent(Dictionary<ushort, int> hashes)
    {
        uint pcr = U32(), type = U32(), digests = U32();
        if (pcr >= TpmConstants.Pcrs || digests > 16)
        {
            throw new TpmFormatException($"the event log: event at byte {_at} is of register {pcr}, with {digests} hashes");
        }

        byte[]? digest = null;
        for (int i = 0; i < digests; i++)
        {
            ushort algorithm = BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
            if (!hashes.TryGetValue(algorithm, out int length))
            {
                throw new TpmFormatException($"the event log: hash {algorithm:x4} is not in its header");
            }

            byte[] value = Take(length).ToArray();
            digest = algorithm == TpmConstants.Sha256 ? value : digest;
        }

        return new Event((int)pcr, type, digest ?? throw new TpmFormatException($"the event log: event at byte {_at} has no SHA-256"), Sized());
    }

    private uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private byte[] Sized()
    {
        uint length = U32();
        return length <= int.MaxValue ? Take((int)length).ToArray() : throw new TpmFormatException($"the event log: an event of {length} bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at)
        {
            throw new TpmFormatException($"the event log ends within the event at byte {_at}");
        }

        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }
}
