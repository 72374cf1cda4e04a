namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Recordings in MAT v5 files: CWRU's variables by name, else every long vector of the file.</summary>
internal sealed class MatRecording : StreamedRecording
{
    private const int BlockBytes = 1 << 17;

    /// <summary>CWRU's normal-baseline recordings X097 to X100 were sampled at 48 kHz whatever the others of a set are (CWRU Bearing Data Center, "Normal Baseline Data").</summary>
    private static readonly string[] CwruBaselines = ["X097", "X098", "X099", "X100"];

    private static readonly string[] RateNames = ["sr", "fs", "samplerate", "samplingrate", "samplefrequency", "samplingfrequency"];

    private readonly IReadOnlyList<MatVariable> _variables;
    private readonly double _scale;

    private MatRecording(string file, string layout, double rate, IReadOnlyList<string> axes, IReadOnlyList<MatVariable> variables, double scale, RecordingLabel label)
        : base(file, layout, rate, axes, variables.Min(v => v.Count), label)
    {
        (_variables, _scale) = (variables, scale);
    }

    public static MatRecording Open(string file, ReadOptions options)
    {
        IReadOnlyList<MatVariable> variables = MatFile.Variables(file);
        double scale = options.GPerUnit ?? 1;
        List<string> axes = [];
        List<MatVariable> channels = [];
        string title = Path.GetFileNameWithoutExtension(file), number = title[title.AsSpan().TrimEnd("0123456789").Length..];
        foreach (string end in new[] { "DE", "FE", "BA" })
        {
            // Some files of the set hold another recording's variables too: the one of the file's own number goes first.
            MatVariable? variable = variables.FirstOrDefault(v => v.Name == $"X{number.PadLeft(3, '0')}_{end}_time")
                ?? variables.FirstOrDefault(v => v.Name.EndsWith($"_{end}_time", StringComparison.Ordinal));
            if (variable is not null)
            {
                axes.Add(end);
                channels.Add(variable);
            }
        }

        RecordingLabel label = RecordingLabel.FromName(file);
        if (channels is [{ Name: { } first }, ..])
        {
            MatVariable? rpm = variables.FirstOrDefault(v => v.Name.EndsWith("RPM", StringComparison.Ordinal) && v.Count == 1);
            double? rate = options.SampleRateHz ?? (CwruBaselines.Contains(first[..Math.Min(4, first.Length)]) ? 48000 : RateFromName(file));
            return new MatRecording(file, "MAT v5, CWRU variables", rate ?? throw NoRate(file), axes, channels, scale, label with { Rpm = rpm?.First ?? label.Rpm });
        }

        MatVariable[] vectors = [.. variables.Where(v => v.Count >= 256)];
        if (vectors.Length == 0)
        {
            throw new RecordingException(file, "holds no vector of 256 samples or more", "name a recording that does");
        }

        long length = vectors.Max(v => v.Count);
        vectors = [.. vectors.Where(v => v.Count == length)];
        return new MatRecording(
            file,
            "MAT v5",
            options.SampleRateHz ?? RateFromName(file) ?? RateFromVariables(variables) ?? throw NoRate(file),
            [.. vectors.Select(v => v.Name)],
            vectors,
            scale,
            label);
    }

    public override SampleReader Samples(params int[] axes) => new Reader(this, axes);

    /// <summary>A scalar that files commonly carry: sr, fs, SampleRate, sampling_rate, alone or as a field of a structure.</summary>
    private static double? RateFromVariables(IReadOnlyList<MatVariable> variables) =>
        variables.FirstOrDefault(v => v.Count == 1 && v.First is >= 10 and <= 10_000_000 && RateNames.Contains(v.Name.Split('.')[^1].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()))?.First;

    private static RecordingException NoRate(string file) => new(file, "does not say its sampling rate", "give it, for instance --rate 12000");

    /// <summary>CWRU's usual file names begin with the rate: 12k_, 48k_. The HIT set is sampled at 51.2 kHz (its paper); its names end in the speed.</summary>
    private static double? RateFromName(string file)
    {
        string name = Path.GetFileName(file);
        if (name.StartsWith("12k_", StringComparison.OrdinalIgnoreCase))
        {
            return 12000;
        }

        return name.StartsWith("48k_", StringComparison.OrdinalIgnoreCase) ? 48000 : RecordingLabel.RateFromName(file);
    }

    private sealed class Reader : SampleReader
    {
        private readonly MatVariable[] _variables;
        private readonly MatElement[] _elements;
        private readonly byte[] _bytes = new byte[BlockBytes];
        private readonly long _length;
        private readonly double _scale;
        private long _at;

        public Reader(MatRecording recording, int[] axes)
            : base(recording.File, axes.Select(a => recording.Axes[a]))
        {
            (_length, _scale) = (recording.Length, recording._scale);
            _variables = [.. axes.Select(a => recording._variables[a])];
            _elements = new MatElement[axes.Length];
            try
            {
                for (int i = 0; i < axes.Length; i++)
                {
                    MatVariable v = _variables[i];
                    _elements[i] = new MatElement(recording.File, v.Element, v.ElementBytes, v.Compressed, v.Little);
                    _elements[i].GoTo(v.ValuesAt);
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public override double Share => (double)_at / _length;

        public override void Dispose()
        {
            foreach (MatElement? element in _elements)
            {
                element?.Dispose();
            }
        }

        private protected override int ReadBlock(double[][] samples, int offset, int count)
        {
            count = (int)Math.Min(Math.Min(count, BlockBytes / sizeof(double)), _length - _at);
            for (int i = 0; i < _elements.Length; i++)
            {
                MatVariable v = _variables[i];
                Span<byte> bytes = _bytes.AsSpan(0, count * MatNumbers.Width(v.Type));
                _elements[i].Read(bytes);
                Span<double> block = samples[i].AsSpan(offset, count);
                MatNumbers.Decode(bytes, v.Type, v.Little, block);
                if (_scale != 1)
                {
                    foreach (ref double value in block)
                    {
                        value *= _scale;
                    }
                }
            }

            _at += count;
            return count;
        }
    }
}
