namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>How the numbers of a text file lie, and what must be known of all rows before the first sample is one.</summary>
internal sealed record CsvLayout
{
    private static readonly string[] TimeNames = ["time", "t", "seconds", "time_s", "time (s)"];

    private CsvLayout()
    {
    }

    /// <summary>What stands between fields; a blank for any run of blanks.</summary>
    public char Separator { get; private init; }

    /// <summary>Fields of a row.</summary>
    public int Width { get; private init; }

    /// <summary>Lines before the first row.</summary>
    public int LinesBefore { get; private init; }

    /// <summary>Names of the columns; null where the file gives none.</summary>
    public string[]? Names { get; private init; }

    /// <summary>The numbers of the first row, where there are no names; else empty. The ADI set's has three more than the others.</summary>
    public double[] FirstRow { get; private init; } = [];

    /// <summary>Rows of numbers.</summary>
    public long Rows { get; private init; }

    /// <summary>The column of times: one so named, or the first of several without names; -1: none.</summary>
    public int TimeColumn { get; private init; }

    /// <summary>Samples per second by the column of times; null where it does not rise in even steps.</summary>
    public double? RateHz { get; private init; }

    /// <summary>Six columns that begin with hours and minutes.</summary>
    public bool IsFemto { get; private init; }

    /// <summary>Goes through a file once.</summary>
    /// <exception cref="RecordingException">It is empty or no text, or a row is broken.</exception>
    public static CsvLayout Find(string file)
    {
        CsvLayout layout = Head(file);
        int time = layout.Names is { } names ? Array.FindIndex(names, n => TimeNames.Contains(n.Trim().ToLowerInvariant())) : layout.Width > 1 ? 0 : -1;
        bool femto = layout.Names is null && layout.Separator == ',' && layout.Width == 6;
        using var rows = new CsvRows(file, layout.Separator, layout.Width, layout.LinesBefore, layout.FirstRow.Length, null);
        var times = new EvenTimes();
        long count = 0;
        while (rows.Next())
        {
            count++;
            if (time >= 0)
            {
                times.Add(rows.Numbers[time]);
            }

            femto = femto && rows.Numbers[0] is >= 0 and < 24 && rows.Numbers[1] is >= 0 and < 60;
        }

        return layout with { Rows = count, TimeColumn = time, RateHz = time < 0 ? null : times.RateHz(), IsFemto = femto };
    }

    private static CsvLayout Head(string file)
    {
        using var lines = new TextLines(file);
        string? first = Line(lines);
        if (string.IsNullOrWhiteSpace(first))
        {
            throw new RecordingException(file, "is empty", "name a recording with samples");
        }

        if (first.Contains('\0', StringComparison.Ordinal))
        {
            throw new RecordingException(file, "is not text", "give it the ending of its real layout: .mat or .wav");
        }

        char separator = CsvRow.SeparatorOf(first);
        string[] head = CsvRow.Split(first, separator);
        double[] numbers = [.. head.Select(f => NumberText.TryRead(f, out double value) ? value : double.NaN)];
        bool named = head.Any(f => !NumberText.TryRead(f, out _));
        if (!named)
        {
            return new CsvLayout { Separator = separator, Width = separator == ';' && head.Length == 7 ? 4 : head.Length, FirstRow = numbers };
        }

        return Line(lines) is { } second && !IsData(second, separator, head.Length)
            ? AfterPreamble(lines, second, new CsvLayout { Separator = separator, Width = head.Length, Names = head, LinesBefore = 1 })
            : new CsvLayout { Separator = separator, Width = head.Length, Names = head, LinesBefore = 1 };
    }

    /// <summary>A row of the width of the names with a number in it: what is wrong with such a line is the reader's to say.</summary>
    private static bool IsData(string text, char separator, int width)
    {
        string[] fields = CsvRow.Split(text, separator);
        return fields.Length == width && fields.Any(f => NumberText.TryRead(f, out _));
    }

    /// <summary>
    /// Loggers write a page about themselves before the samples: goes to the first line of nothing but numbers, within a hundred lines. The line
    /// before it names the columns if it has as many fields. Where there is no such line, what follows the first is taken as rows, and refused.
    /// </summary>
    private static CsvLayout AfterPreamble(TextLines lines, string second, CsvLayout head)
    {
        string before = second;
        string? text = second;
        for (int line = 1; text is not null && line < 100; line++, text = Line(lines))
        {
            char own = CsvRow.SeparatorOf(text);
            string[] fields = [.. CsvRow.Split(text, own).Where((f, i) => f.Length > 0 || i == 0)];
            if (fields.Length > 0 && fields.All(f => NumberText.TryRead(f, out _)))
            {
                string[] names = CsvRow.Split(before, own);
                return new CsvLayout { Separator = own, Width = fields.Length, Names = names.Length == fields.Length ? names : [.. fields.Select((_, i) => "column" + (i + 1))], LinesBefore = line };
            }

            before = text;
        }

        return head;
    }

    private static string? Line(TextLines lines) => lines.Next(out ReadOnlySpan<char> line) ? line.ToString() : null;
}
