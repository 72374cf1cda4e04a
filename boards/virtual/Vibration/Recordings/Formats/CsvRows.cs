namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>The rows of numbers of a text file, one after the other.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string _file;
    private readonly char _separator;
    private readonly TextLines _lines;
    private readonly bool[] _wanted;
    private readonly int _linesBefore, _firstWidth;

    /// <param name="file">The file.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="width">Fields of a row.</param>
    /// <param name="linesBefore">Lines before the first row.</param>
    /// <param name="firstWidth">Fields of the first row, where they are more than of the others; else 0.</param>
    /// <param name="columns">The columns to read; null: all.</param>
    public CsvRows(string file, char separator, int width, int linesBefore, int firstWidth, IEnumerable<int>? columns)
    {
        (_file, _separator, _linesBefore, _firstWidth) = (file, separator, linesBefore, Math.Max(firstWidth, width));
        Numbers = new double[width];
        _wanted = new bool[width];
        foreach (int column in columns ?? Enumerable.Range(0, width))
        {
            _wanted[column] = true;
        }

        _lines = new TextLines(file);
        for (int i = 0; i < linesBefore; i++)
        {
            _lines.Next(out _);
        }
    }

    /// <summary>The wanted numbers of the row, each at its column.</summary>
    public double[] Numbers { get; }

    public double Share => _lines.Share;

    public void Dispose() => _lines.Dispose();

    /// <summary>Reads the next row; empty lines are none.</summary>
    /// <exception cref="RecordingException">A line has too many or too few fields, or one that is no number.</exception>
    public bool Next()
    {
        while (_lines.Next(out ReadOnlySpan<char> line))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }

            int expected = _lines.Count == _linesBefore + 1 ? _firstWidth : Numbers.Length;
            int fields = CsvRow.Numbers(line, _separator, _wanted, Numbers, out int bad);
            if (fields != expected)
            {
                throw new RecordingException(_file, $"line {_lines.Count} has {fields} fields where {Numbers.Length} are expected", "mend the line, or cut the file before it");
            }

            if (bad >= 0)
            {
                throw new RecordingException(_file, $"line {_lines.Count}, field {bad + 1}: '{Shown(CsvRow.Split(line.ToString(), _separator)[bad])}' is not a number", "mend the line, or cut the file before it");
            }

            return true;
        }

        return false;
    }

    private static string Shown(string field) => new([.. field.Take(24).Select(ch => char.IsControl(ch) ? '?' : ch)]);
}
