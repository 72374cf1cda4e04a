using System.Globalization;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>
/// Numbers in text: separated by semicolons, commas, tabs or blanks, with or without a line of names. Known layouts:
/// the ADI set (time;x;y;z in volts, first row with three more fields: the zero-g voltages), FEMTO (hour,minute,second,us,h,v),
/// and plain columns of acceleration, with a column of seconds where one is named time or t, or rises in even steps.
/// </summary>
internal static class CsvRecording
{
    /// <summary>ADXL356C at +-10 g: 80 mV/g (ADXL356/ADXL357 data sheet, Rev. B, table 1).</summary>
    private const double AdiVoltsPerG = 0.080;

    private const double FemtoRateHz = 25600;
    private static readonly char[] Separators = [';', '\t', ','];

    public static Recording Read(string file, ReadOptions options)
    {
        using StreamReader reader = new(file);
        string? first = reader.ReadLine();
        if (string.IsNullOrWhiteSpace(first))
        {
            throw new RecordingException(file, "is empty", "name a recording with samples");
        }

        if (first.Contains('\0', StringComparison.Ordinal))
        {
            throw new RecordingException(file, "is not text", "give it the ending of its real layout: .mat or .wav");
        }

        char separator = Separators.FirstOrDefault(s => first.Contains(s, StringComparison.Ordinal), ' ');
        string[] head = Split(first, separator);
        bool named = head.Any(f => !TryNumber(f, out _));
        List<double>[]? columns = null;
        string[] firstRow = named ? [] : head;
        int line = 1;
        int width = named ? head.Length : 0;
        if (!named)
        {
            width = separator == ';' && head.Length == 7 ? 4 : head.Length;
            columns = NewColumns(width);
            AddRow(file, line, head.AsSpan(0, width), columns);
        }

        columns ??= NewColumns(width);
        string? next = reader.ReadLine();
        if (named && next is { } second && !IsData(second, separator, width))
        {
            (next, line) = SkipPreamble(reader, second, ref head, ref separator);
            width = head.Length;
            columns = NewColumns(width);
        }

        for (; next is { } text; next = reader.ReadLine())
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            string[] fields = Split(text, separator);
            if (fields.Length != width)
            {
                throw new RecordingException(file, $"line {line} has {fields.Length} fields where {width} are expected", "mend the line, or cut the file before it");
            }

            AddRow(file, line, fields, columns);
        }

        RecordingLabel label = RecordingLabel.FromName(file);
        if (separator == ';' && firstRow.Length == 7 && width == 4)
        {
            return Adi(file, options, firstRow, columns, label);
        }

        if (!named && separator == ',' && width == 6 && columns[0].TrueForAll(v => v is >= 0 and < 24) && columns[1].TrueForAll(v => v is >= 0 and < 60))
        {
            double scale = options.GPerUnit ?? 1;
            return new Recording(file, "FEMTO CSV", options.SampleRateHz ?? FemtoRateHz, [Scaled("horizontal", columns[4], scale), Scaled("vertical", columns[5], scale)], label);
        }

        return Plain(file, options, named ? head : null, columns, label);
    }

    /// <summary>A row of the width of the names with a number in it: what is wrong with such a line is the reader's to say.</summary>
    private static bool IsData(string text, char separator, int width)
    {
        string[] fields = Split(text, separator);
        return fields.Length == width && fields.Any(f => TryNumber(f, out _));
    }

    /// <summary>
    /// Loggers write a page about themselves before the samples: goes to the first line of nothing but numbers, within a hundred lines. The line
    /// before it names the columns if it has as many fields. Returns the line of numbers and how many lines lie before it.
    /// </summary>
    private static (string? Next, int Line) SkipPreamble(StreamReader reader, string second, ref string[] head, ref char separator)
    {
        string before = second;
        string? text = second;
        for (int line = 1; text is not null && line < 100; line++, text = reader.ReadLine())
        {
            string current = text;
            char own = Separators.FirstOrDefault(s => current.Contains(s, StringComparison.Ordinal), ' ');
            string[] fields = [.. Split(current, own).Where((f, i) => f.Length > 0 || i == 0)];
            if (fields.Length > 0 && fields.All(f => TryNumber(f, out _)))
            {
                string[] names = Split(before, own);
                separator = own;
                head = names.Length == fields.Length ? names : [.. fields.Select((_, i) => "column" + (i + 1))];
                return (current, line);
            }

            before = current;
        }

        return (text, 1);
    }

    private static Recording Adi(string file, ReadOptions options, string[] firstRow, List<double>[] columns, RecordingLabel label)
    {
        Channel[] channels = new Channel[3];
        for (int axis = 0; axis < 3; axis++)
        {
            TryNumber(firstRow[4 + axis], out double bias);
            double scale = options.GPerUnit ?? 1 / AdiVoltsPerG;
            channels[axis] = new Channel("xyz"[axis].ToString(), [.. columns[1 + axis].Select(v => (v - bias) * scale)]);
        }

        double rate = options.SampleRateHz ?? RateFromTimes(file, columns[0]) ?? throw NoRate(file);
        return new Recording(file, "ADI CSV", rate, channels, label);
    }

    private static Recording Plain(string file, ReadOptions options, string[]? names, List<double>[] columns, RecordingLabel label)
    {
        int time = names is null ? -1 : Array.FindIndex(names, n => n.Trim().ToLowerInvariant() is "time" or "t" or "seconds" or "time_s" or "time (s)");
        double? fileRate = null;
        if (time >= 0)
        {
            fileRate = RateFromTimes(file, columns[time]) ?? throw new RecordingException(file, "its times do not rise in even steps", "resample it to an even rate, or drop the column and give --rate");
        }
        else if (names is null && columns.Length > 1)
        {
            fileRate = RateFromTimes(file, columns[0]);
            time = fileRate is null ? -1 : 0;
        }

        double scale = options.GPerUnit ?? 1;
        List<Channel> channels = [];
        for (int c = 0; c < columns.Length; c++)
        {
            if (c != time)
            {
                channels.Add(Scaled(names is null ? "column" + (c + 1) : names[c].Trim(), columns[c], scale));
            }
        }

        return new Recording(file, "CSV", options.SampleRateHz ?? fileRate ?? throw NoRate(file), channels, label);
    }

    /// <summary>The rate of a column of seconds, or null when it does not rise in steps even to 2 % over blocks of a hundred.</summary>
    private static double? RateFromTimes(string file, List<double> times)
    {
        int n = times.Count;
        if (n < 16 || !(times[n - 1] > times[0]))
        {
            return null;
        }

        double step = (times[n - 1] - times[0]) / (n - 1);
        for (int i = 1; i < n; i++)
        {
            // Loggers print few digits, so single steps jitter; the times themselves may be a step and a half off the even line.
            if (Math.Abs(times[i] - times[0] - i * step) > 1.5 * step)
            {
                return null;
            }
        }

        return Math.Round(1 / step, 3);
    }

    private static RecordingException NoRate(string file) => new(file, "does not say its sampling rate", "give it, for instance --rate 12000");

    private static List<double>[] NewColumns(int width)
    {
        List<double>[] columns = new List<double>[width];
        for (int i = 0; i < width; i++)
        {
            columns[i] = [];
        }

        return columns;
    }

    private static Channel Scaled(string name, List<double> values, double scale) => new(name, [.. values.Select(v => v * scale)]);

    private static string[] Split(string line, char separator) =>
        separator == ' ' ? line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : line.TrimEnd('\r', separator is ';' or '\t' ? separator : '\r').Split(separator);

    private static void AddRow(string file, int line, ReadOnlySpan<string> fields, List<double>[] columns)
    {
        for (int c = 0; c < columns.Length; c++)
        {
            if (!TryNumber(fields[c], out double value))
            {
                throw new RecordingException(file, $"line {line}, field {c + 1}: '{Shown(fields[c])}' is not a number", "mend the line, or cut the file before it");
            }

            columns[c].Add(value);
        }
    }

    private static string Shown(string field) => new([.. field.Take(24).Select(ch => char.IsControl(ch) ? '?' : ch)]);

    private static bool TryNumber(string text, out double value) => double.TryParse(text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
