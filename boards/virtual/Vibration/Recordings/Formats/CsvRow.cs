namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Takes lines apart into fields.</summary>
internal static class CsvRow
{
    private static readonly char[] Separators = [';', '\t', ','];

    /// <summary>The separator of a line: semicolon, tab or comma, whichever is there; else blanks.</summary>
    public static char SeparatorOf(string line) => Separators.FirstOrDefault(s => line.Contains(s, StringComparison.Ordinal), ' ');

    /// <summary>All fields. A separator at the end is one too many with semicolons and tabs, and an empty field with commas.</summary>
    public static string[] Split(string line, char separator) =>
        separator == ' ' ? line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : Trimmed(line, separator).ToString().Split(separator);

    /// <summary>The numbers of a line's fields, as <see cref="Split"/> separates them.</summary>
    /// <param name="line">The line.</param>
    /// <param name="separator">The separator.</param>
    /// <param name="wanted">Which fields to read.</param>
    /// <param name="numbers">Receives the wanted ones of as many fields as it has room for.</param>
    /// <param name="bad">The first wanted field that is no number, or -1.</param>
    /// <returns>How many fields the line has.</returns>
    public static int Numbers(ReadOnlySpan<char> line, char separator, ReadOnlySpan<bool> wanted, Span<double> numbers, out int bad)
    {
        bad = -1;
        int fields = 0;
        for (ReadOnlySpan<char> rest = separator == ' ' ? line.TrimStart() : Trimmed(line, separator); ; fields++)
        {
            if (separator == ' ' && rest.IsEmpty)
            {
                return fields;
            }

            int end = separator == ' ' ? Blank(rest) : rest.IndexOf(separator);
            ReadOnlySpan<char> field = end < 0 ? rest : rest[..end];
            if (fields < numbers.Length && wanted[fields] && !NumberText.TryRead(field, out numbers[fields]) && bad < 0)
            {
                bad = fields;
            }

            if (end < 0)
            {
                return fields + 1;
            }

            rest = separator == ' ' ? rest[end..].TrimStart() : rest[(end + 1)..];
        }
    }

    private static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> line, char separator) =>
        separator == ';' ? line.TrimEnd("\r;") : separator == '\t' ? line.TrimEnd("\r\t") : line.TrimEnd('\r');

    private static int Blank(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
