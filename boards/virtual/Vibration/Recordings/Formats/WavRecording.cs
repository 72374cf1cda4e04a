using System.Buffers.Binary;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>RIFF WAVE files: PCM of 8, 16, 24 or 32 bits and 32-bit float, any number of channels. One is full scale; it counts as 1 g unless told otherwise.</summary>
internal sealed class WavRecording : StreamedRecording
{
    private const int FormatPcm = 1, FormatFloat = 3, FormatExtensible = 0xFFFE, BlockBytes = 1 << 16;
    private readonly long _start;
    private readonly WavSamples _kind;

    private WavRecording(string file, double rate, long start, long length, WavSamples kind)
        : base(file, "WAVE", rate, [.. Enumerable.Range(1, kind.Channels).Select(c => "ch" + c)], length, RecordingLabel.FromName(file))
    {
        (_start, _kind) = (start, kind);
    }

    public static WavRecording Open(string file, ReadOptions options)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4096);
        Span<byte> head = stackalloc byte[12];
        if (stream.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12 || !head[..4].SequenceEqual("RIFF"u8) || !head[8..].SequenceEqual("WAVE"u8))
        {
            throw Broken(file, "is not a WAVE file");
        }

        int format = 0, channels = 0, bits = 0;
        double rate = 0;
        Span<byte> body = stackalloc byte[26];
        for (long at = 12; at + 8 <= stream.Length;)
        {
            stream.Position = at;
            stream.ReadExactly(head[..8]);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            long start = at + 8;
            if (start + length > stream.Length)
            {
                throw Broken(file, $"is cut off: the chunk at byte {at} says {length} bytes and {stream.Length - start} are there");
            }

            if (head[..4].SequenceEqual("fmt "u8) && length >= 16)
            {
                stream.ReadExactly(body[..(int)Math.Min(length, body.Length)]);
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
                return Samples(file, start, length, format, channels, bits, options.SampleRateHz ?? rate, options.GPerUnit ?? 1);
            }

            at = start + length + (length & 1);
        }

        throw Broken(file, "has no data chunk");
    }

    public override SampleReader Samples(params int[] axes) => new Reader(this, axes);

    private static WavRecording Samples(string file, long start, long length, int format, int channels, int bits, double rate, double scale)
    {
        if (channels is < 1 or > 64 || !(format == FormatPcm && bits is 8 or 16 or 24 or 32 || format == FormatFloat && bits == 32))
        {
            throw new RecordingException(file, $"has {channels} channels of {bits} bits in WAVE format {format}", "save it as PCM of 8, 16, 24 or 32 bits, or 32-bit float");
        }

        if (rate <= 0)
        {
            throw new RecordingException(file, "says a rate of 0 Hz", "give it, for instance --rate 12000");
        }

        return new WavRecording(file, rate, start, length / (bits / 8 * channels), new WavSamples(channels, bits, format == FormatFloat, scale));
    }

    private static RecordingException Broken(string file, string problem) => new(file, problem, "fetch or save the file again");

    /// <summary>How samples lie in the file.</summary>
    private sealed record WavSamples(int Channels, int Bits, bool Float, double Scale)
    {
        public int FrameBytes => Bits / 8 * Channels;

        /// <summary>One channel's samples of a run of frames, in g.</summary>
        public void Decode(ReadOnlySpan<byte> frames, int channel, Span<double> samples)
        {
            int width = Bits / 8, frame = FrameBytes;
            for (int i = 0; i < samples.Length; i++)
            {
                ReadOnlySpan<byte> s = frames.Slice(i * frame + channel * width, width);
                samples[i] = Scale * (Float ? BinaryPrimitives.ReadSingleLittleEndian(s) : Bits switch
                {
                    8 => (s[0] - 128) / 128.0,
                    16 => BinaryPrimitives.ReadInt16LittleEndian(s) / 32768.0,
                    24 => ((s[0] << 8 | s[1] << 16 | s[2] << 24) >> 8) / 8388608.0,
                    _ => BinaryPrimitives.ReadInt32LittleEndian(s) / 2147483648.0,
                });
            }
        }
    }

    private sealed class Reader : SampleReader
    {
        private readonly WavRecording _recording;
        private readonly int[] _axes;
        private readonly FileStream _stream;
        private readonly byte[] _bytes;
        private long _frame;

        public Reader(WavRecording recording, int[] axes)
            : base(recording.File, axes.Select(a => recording.Axes[a]))
        {
            (_recording, _axes) = (recording, axes);
            _bytes = new byte[Math.Max(1, BlockBytes / recording._kind.FrameBytes) * recording._kind.FrameBytes];
            _stream = new FileStream(recording.File, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            _stream.Position = recording._start;
        }

        public override double Share => (double)_frame / _recording.Length;

        public override void Dispose() => _stream.Dispose();

        private protected override int ReadBlock(double[][] samples, int offset, int count)
        {
            WavSamples kind = _recording._kind;
            count = (int)Math.Min(Math.Min(count, _bytes.Length / kind.FrameBytes), _recording.Length - _frame);
            Span<byte> bytes = _bytes.AsSpan(0, count * kind.FrameBytes);
            if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw Broken(_recording.File, "was cut off while it was read");
            }

            for (int i = 0; i < _axes.Length; i++)
            {
                kind.Decode(bytes, _axes[i], samples[i].AsSpan(offset, count));
            }

            _frame += count;
            return count;
        }
    }
}
