using System.Buffers.Binary;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>RIFF WAVE files: PCM of 8, 16, 24 or 32 bits and 32-bit float, any number of channels. One is full scale; it counts as 1 g unless told otherwise.</summary>
internal static class WavRecording
{
    private const int FormatPcm = 1, FormatFloat = 3, FormatExtensible = 0xFFFE;

    public static Recording Read(string file, ReadOptions options)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (bytes.Length < 12 || !bytes.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !bytes.AsSpan(8, 4).SequenceEqual("WAVE"u8))
        {
            throw Broken(file, "is not a WAVE file");
        }

        int format = 0, channels = 0, bits = 0;
        double rate = 0;
        for (long at = 12; at + 8 <= bytes.Length;)
        {
            ReadOnlySpan<byte> head = bytes.AsSpan((int)at, 8);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            long start = at + 8;
            if (start + length > bytes.Length)
            {
                throw Broken(file, $"is cut off: the chunk at byte {at} says {length} bytes and {bytes.Length - start} are there");
            }

            ReadOnlySpan<byte> body = bytes.AsSpan((int)start, (int)length);
            if (head[..4].SequenceEqual("fmt "u8) && length >= 16)
            {
                format = BinaryPrimitives.ReadUInt16LittleEndian(body);
                channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
                rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
                bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
                if (format == FormatExtensible && length >= 26)
                {
                    format = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
                }
            }
            else if (head[..4].SequenceEqual("data"u8))
            {
                return Samples(file, body, format, channels, bits, options.SampleRateHz ?? rate, options.GPerUnit ?? 1);
            }

            at = start + length + (length & 1);
        }

        throw Broken(file, "has no data chunk");
    }

    private static Recording Samples(string file, ReadOnlySpan<byte> data, int format, int channels, int bits, double rate, double scale)
    {
        if (channels is < 1 or > 64 || !(format == FormatPcm && bits is 8 or 16 or 24 or 32 || format == FormatFloat && bits == 32))
        {
            throw new RecordingException(file, $"has {channels} channels of {bits} bits in WAVE format {format}", "save it as PCM of 8, 16, 24 or 32 bits, or 32-bit float");
        }

        if (rate <= 0)
        {
            throw new RecordingException(file, "says a rate of 0 Hz", "give it, for instance --rate 12000");
        }

        int width = bits / 8;
        int count = data.Length / (width * channels);
        double[][] values = new double[channels][];
        for (int c = 0; c < channels; c++)
        {
            values[c] = new double[count];
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> s = data[((i * channels + c) * width)..];
                values[c][i] = scale * (format == FormatFloat ? BinaryPrimitives.ReadSingleLittleEndian(s) : bits switch
                {
                    8 => (s[0] - 128) / 128.0,
                    16 => BinaryPrimitives.ReadInt16LittleEndian(s) / 32768.0,
                    24 => ((s[0] << 8 | s[1] << 16 | s[2] << 24) >> 8) / 8388608.0,
                    _ => BinaryPrimitives.ReadInt32LittleEndian(s) / 2147483648.0,
                });
            }
        }

        return new Recording(file, "WAVE", rate, [.. values.Select((v, c) => new Channel("ch" + (c + 1), v))], RecordingLabel.FromName(file));
    }

    private static RecordingException Broken(string file, string problem) => new(file, problem, "fetch or save the file again");
}
