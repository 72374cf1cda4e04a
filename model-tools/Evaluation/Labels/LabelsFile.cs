using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Conversion;
using Microsoft.VisualBasic.FileIO;

namespace AIoT.Embedded.ModelTools.Evaluation.Labels;

/// <summary>
/// A CSV file with a header that says what is known of each recording of a folder. Columns: file (path from the folder, or its name), label
/// (normal, outer, inner, ball, faulty), and as far as known bearing, condition, rpm, rate, axis. <c>labels.csv</c> in the folder is taken by itself.
/// </summary>
public sealed class LabelsFile
{
    /// <summary>Name of the file that a folder may hold.</summary>
    public const string DefaultName = "labels.csv";

    private readonly Dictionary<string, LabelRow> _rows = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _folder;

    private LabelsFile(string? path, string? folder)
    {
        Path = path;
        _folder = folder;
    }

    /// <summary>The file; null when there is none.</summary>
    public string? Path { get; }

    /// <summary>Reads the labels of a folder of recordings.</summary>
    /// <param name="path">The file, or null: labels.csv in the folder if it is there, else no labels.</param>
    /// <param name="data">The folder or recording that it speaks of.</param>
    /// <exception cref="ModelFileException">The file can't be read, or a row makes no sense.</exception>
    public static LabelsFile Read(string? path, string data)
    {
        string folder = System.IO.Path.GetFullPath(Directory.Exists(data) ? data : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(data)) ?? ".");
        if (path is null)
        {
            string own = System.IO.Path.Combine(folder, DefaultName);
            if (!File.Exists(own))
            {
                return new LabelsFile(null, folder);
            }

            path = own;
        }

        var labels = new LabelsFile(System.IO.Path.GetFullPath(path), folder);
        try
        {
            using var csv = new TextFieldParser(path) { TextFieldType = FieldType.Delimited, Delimiters = [","], HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = true };
            string[] header = [.. (csv.ReadFields() ?? []).Select(h => h.ToLowerInvariant())];
            if (!header.Contains("file"))
            {
                throw new ModelFileException(path, "line 1", "names no column 'file'", "begin with a header: file,label,bearing,condition,rpm,rate,axis (those that are known)");
            }

            while (!csv.EndOfData)
            {
                string line = $"line {csv.LineNumber}";
                string[] fields = csv.ReadFields()!;
                string? Text(string column) => Array.IndexOf(header, column) is >= 0 and int at && at < fields.Length && fields[at].Length > 0 ? fields[at] : null;
                double? Number(string column) =>
                    Text(column) is not { } text ? null
                    : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 ? value
                    : throw new ModelFileException(path, line, $"column {column} holds '{text}'", "give a number above 0");
                string file = Text("file")?.Replace('\\', '/') ?? throw new ModelFileException(path, line, "names no file", "give the recording's path from the folder");
                var row = new LabelRow(Fault(path, line, Text("label")), Text("bearing"), Text("condition") ?? Text("load"), Number("rpm"), Number("rate"), Text("axis"), Text("label")?.ToLowerInvariant() is "faulty" or "damaged" ? false : null);
                if (!labels._rows.TryAdd(file, row))
                {
                    throw new ModelFileException(path, line, $"names {file} a second time", "keep one row for each recording");
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MalformedLineException or ArgumentException)
        {
            throw new ModelFileException(path, null, "cannot be read as CSV", "begin with a header: file,label,bearing,condition,rpm,rate,axis (those that are known)", e);
        }

        return labels;
    }

    /// <summary>The row of a recording, by its path from the folder or by its name, with or without its ending; null when there is none.</summary>
    public LabelRow? Of(string recording)
    {
        string full = System.IO.Path.GetFullPath(recording);
        string relative = System.IO.Path.GetRelativePath(_folder ?? ".", full).Replace('\\', '/');
        string name = System.IO.Path.GetFileName(full);
        return new[] { relative, name, System.IO.Path.ChangeExtension(relative, null), System.IO.Path.GetFileNameWithoutExtension(name) }
            .Select(key => _rows.GetValueOrDefault(key)).FirstOrDefault(row => row is not null);
    }

    /// <summary>The recordings under a path, without the labels file itself and other text that accompanies them.</summary>
    public IReadOnlyList<string> Recordings(string data)
    {
        IReadOnlyList<string> all = RecordingReader.Find(data);
        string[] kept = [.. all.Where(f => System.IO.Path.GetFullPath(f) != Path && !System.IO.Path.GetFileName(f).StartsWith("readme", StringComparison.OrdinalIgnoreCase))];
        return kept.Length > 0 ? kept : all;
    }

    /// <summary>Options to read a recording with: what the labels file says goes before what holds for all.</summary>
    public ReadOptions Options(string recording, ReadOptions all) => Of(recording)?.RateHz is { } rate ? all with { SampleRateHz = rate } : all;

    /// <summary>The recording's label with what the file says laid over what its name says.</summary>
    public RecordingLabel Apply(string recording, RecordingLabel label) =>
        Of(recording) is { } row
            ? label with { Fault = row.Fault ?? label.Fault, Bearing = row.Bearing ?? label.Bearing, Condition = row.Condition ?? label.Condition, Rpm = row.Rpm ?? label.Rpm, Healthy = row.Fault is { } fault ? fault == BearingFault.None : row.Healthy ?? label.Healthy }
            : label;

    private static BearingFault? Fault(string path, string line, string? text) => text?.ToLowerInvariant() switch
    {
        null or "unknown" or "?" or "faulty" or "damaged" => null,
        "normal" or "none" or "healthy" or "good" or "n" => BearingFault.None,
        "outer" or "or" or "outer race" or "o" => BearingFault.Outer,
        "inner" or "ir" or "inner race" or "i" => BearingFault.Inner,
        "ball" or "b" or "bf" or "roller" => BearingFault.Ball,
        _ => throw new ModelFileException(path, line, $"label '{text}' is unknown", "use normal, outer, inner, ball, or faulty where the part is unknown"),
    };
}
