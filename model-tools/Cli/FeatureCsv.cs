using System.Globalization;
using System.Text;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>Writes rows of remarks and integer features; the file appears whole or not at all.</summary>
internal sealed class FeatureCsv : IAsyncDisposable
{
    private readonly string _path, _part;
    private readonly StreamWriter _writer;
    private bool _done;

    public FeatureCsv(string path, IEnumerable<string> columns)
    {
        _path = path;
        _part = path + ".part";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _writer = new StreamWriter(_part, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        _writer.WriteLine(string.Join(',', columns));
    }

    /// <summary>One line of fields, quoted where they hold a comma or a quote.</summary>
    public static string Line(IEnumerable<string> remarks, int[] features)
    {
        var line = new StringBuilder();
        foreach (string remark in remarks)
        {
            line.Append(remark.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? '"' + remark.Replace("\"", "\"\"").ReplaceLineEndings(" ") + '"' : remark).Append(',');
        }

        for (int i = 0; i < features.Length; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"{features[i]}{(i + 1 < features.Length ? "," : "")}");
        }

        return line.ToString();
    }

    public Task WriteAsync(string line) => _writer.WriteLineAsync(line);

    public async Task CompleteAsync()
    {
        await _writer.FlushAsync();
        _done = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        if (_done)
        {
            File.Move(_part, _path, overwrite: true);
        }
        else
        {
            File.Delete(_part);
        }
    }
}
