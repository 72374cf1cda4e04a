using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.ModelTools.Conversion.Features;

/// <summary>Rows of features from a CSV file with a header line. Columns that say where a row comes from are no features.</summary>
public sealed class FeatureTable
{
    private const int MaxRows = 2_000_000;

    private const long MaxBytes = 1L << 30;

    private static readonly string[] Remarks = ["machine", "label", "severity", "file", "axis", "window", "time", "rpm", "bearing", "condition", "fault"];

    private FeatureTable(string file, IReadOnlyList<string> names, IReadOnlyList<double[]> rows, IReadOnlyList<string>? labels, byte[] sha256)
    {
        File = file;
        Names = names;
        Rows = rows;
        Labels = labels;
        Sha256 = sha256;
    }

    public string File { get; }

    /// <summary>Names of the feature columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One number for each feature column.</summary>
    public IReadOnlyList<double[]> Rows { get; }

    /// <summary>The column "label", or null.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>SHA-256 of the file.</summary>
    public byte[] Sha256 { get; }

    /// <exception cref="ModelFileException">The file is missing, empty, ragged, or holds something other than numbers.</exception>
    public static async Task<FeatureTable> ReadAsync(string path, CancellationToken cancel = default)
    {
        const string advice = "write it with 'aiot-model features' or 'aiot-model simulate'";
        byte[] bytes;
        try
        {
            bytes = await BoundedFile.ReadAsync(path, MaxBytes, cancel) ?? throw new ModelFileException(path, null, $"is larger than {MaxBytes >> 20} MB", "thin its rows out");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelFileException(path, null, Directory.Exists(path) ? "is a folder" : "cannot be read", "give the path of a CSV file of features", e);
        }

        using var reader = new StreamReader(new MemoryStream(bytes));
        string[] header = await reader.ReadLineAsync(cancel) is { Length: > 0 } first ? Fields(first) : throw new ModelFileException(path, null, "is empty", advice);
        int[] columns = [.. header.Index().Where(h => !Remarks.Contains(h.Item, StringComparer.OrdinalIgnoreCase)).Select(h => h.Index)];
        int label = Array.FindIndex(header, h => h.Equals("label", StringComparison.OrdinalIgnoreCase));
        if (columns.Length == 0)
        {
            throw new ModelFileException(path, "line 1", "names no feature column", advice);
        }

        var rows = new List<double[]>();
        var labels = new List<string>();
        for (int line = 2; await reader.ReadLineAsync(cancel) is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            string[] fields = Fields(text);
            rows.Add(Row(path, line, fields, header, columns));
            labels.Add(label < 0 ? "" : fields[label]);
            if (rows.Count > MaxRows)
            {
                throw new ModelFileException(path, null, $"has more than {MaxRows} rows", "thin it out");
            }
        }

        return rows.Count > 0
            ? new FeatureTable(path, [.. columns.Select(c => header[c])], rows, label < 0 ? null : labels, SHA256.HashData(bytes))
            : throw new ModelFileException(path, null, "has a header and no rows", advice);
    }

    /// <summary>Fields of one line; quotes may enclose commas, a doubled quote is one.</summary>
    private static string[] Fields(string line)
    {
        if (!line.Contains('"'))
        {
            return line.Split(',');
        }

        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }

    private static double[] Row(string path, int line, string[] fields, string[] header, int[] columns)
    {
        if (fields.Length != header.Length)
        {
            throw new ModelFileException(path, $"line {line}", $"has {fields.Length} fields where the header has {header.Length}", "the file is cut short or damaged: write it again");
        }

        var row = new double[columns.Length];
        for (int i = 0; i < row.Length; i++)
        {
            string field = fields[columns[i]];
            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out row[i]) || !double.IsFinite(row[i]))
            {
                throw new ModelFileException(path, $"line {line}", $"column {Short(header[columns[i]])} holds '{Short(field)}'", "every feature is a number");
            }
        }

        return row;
    }

    /// <summary>A file that is no table has lines of any length.</summary>
    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
