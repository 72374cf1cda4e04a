using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Recordings in MAT v5 files: CWRU's variables by name, else every long vector of the file.</summary>
internal static class MatRecording
{
    /// <summary>CWRU's normal-baseline recordings X097 to X100 were sampled at 48 kHz whatever the others of a set are (CWRU Bearing Data Center, "Normal Baseline Data").</summary>
    private static readonly string[] CwruBaselines = ["X097", "X098", "X099", "X100"];

    private static readonly string[] RateNames = ["sr", "fs", "samplerate", "samplingrate", "samplefrequency", "samplingfrequency"];

    public static Recording Read(string file, ReadOptions options)
    {
        IReadOnlyList<MatVariable> variables = MatFile.Read(file);
        double scale = options.GPerUnit ?? 1;
        List<Channel> channels = [];
        string? first = null;
        string number = new([.. Path.GetFileNameWithoutExtension(file).Reverse().TakeWhile(char.IsAsciiDigit).Reverse()]);
        foreach (string end in new[] { "DE", "FE", "BA" })
        {
            // Some files of the set hold another recording's variables too: the one of the file's own number goes first.
            MatVariable? variable = variables.FirstOrDefault(v => v.Name == $"X{number.PadLeft(3, '0')}_{end}_time")
                ?? variables.FirstOrDefault(v => v.Name.EndsWith($"_{end}_time", StringComparison.Ordinal));
            if (variable is not null)
            {
                first ??= variable.Name;
                channels.Add(new Channel(end, Scaled(variable.Values, scale)));
            }
        }

        RecordingLabel label = RecordingLabel.FromName(file);
        if (channels.Count > 0)
        {
            MatVariable? rpm = variables.FirstOrDefault(v => v.Name.EndsWith("RPM", StringComparison.Ordinal) && v.Values.Length == 1);
            double? rate = options.SampleRateHz;
            if (rate is null && CwruBaselines.Contains(first![..Math.Min(4, first!.Length)]))
            {
                rate = 48000;
            }

            rate ??= RateFromName(file);
            int shortest = channels.Min(c => c.AccelerationG.Length);
            return new Recording(file, "MAT v5, CWRU variables", rate ?? throw NoRate(file), [.. channels.Select(c => c with { AccelerationG = c.AccelerationG[..shortest] })], label with { Rpm = rpm?.Values[0] ?? label.Rpm });
        }

        MatVariable[] vectors = [.. variables.Where(v => v.Values.Length >= 256)];
        if (vectors.Length == 0)
        {
            throw new RecordingException(file, "holds no vector of 256 samples or more", "name a recording that does");
        }

        int length = vectors.Max(v => v.Values.Length);
        return new Recording(
            file,
            "MAT v5",
            options.SampleRateHz ?? RateFromName(file) ?? RateFromVariables(variables) ?? throw NoRate(file),
            [.. vectors.Where(v => v.Values.Length == length).Select(v => new Channel(v.Name, Scaled(v.Values, scale)))],
            label);
    }

    /// <summary>A scalar that files commonly carry: sr, fs, SampleRate, sampling_rate, alone or as a field of a structure.</summary>
    private static double? RateFromVariables(IReadOnlyList<MatVariable> variables) =>
        variables.FirstOrDefault(v => v.Values.Length == 1 && v.Values[0] is >= 10 and <= 10_000_000 && RateNames.Contains(v.Name.Split('.')[^1].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()))?.Values[0];

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

    private static double[] Scaled(double[] values, double scale) => scale == 1 ? values : Array.ConvertAll(values, v => v * scale);
}
