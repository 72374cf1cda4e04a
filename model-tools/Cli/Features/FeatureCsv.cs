using System.Buffers;
using System.Text;

namespace AIoT.Embedded.ModelTools.Cli.Features;

/// <summary>Writes rows of remarks and integer features; the file appears whole or not at all: a stop, a full disk and a fault leave what was there before.</summary>
internal sealed class FeatureCsv : IAsyncDisposable
{
    private readonly string _path, _part;
    private readonly FileStream _stream;
    private bool _done;

    /// <exception cref="IOException">The path is that of a folder, or can't be written.</exception>
    public FeatureCsv(string path, IEnumerable<string> columns)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder: give the path of a file to write");
        }

        _path = path;
        _part = path + ".part";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _stream = new FileStream(_part, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        _stream.Write(Encoding.UTF8.GetBytes(string.Join(',', columns.Select(Field)) + "\n"));
    }

    /// <summary>Fields with commas behind them, quoted where they hold a comma or a quote.</summary>
    public static byte[] Fields(params string[] remarks) => Encoding.UTF8.GetBytes(string.Concat(remarks.Select(r => Field(r) + ",")));

    /// <summary>Appends a row to a buffer: fields that are put together already, the features, and the line's end.</summary>
    public static void Append(ArrayBufferWriter<byte> rows, ReadOnlySpan<byte> fields, ReadOnlySpan<int> features)
    {
        rows.Write(fields);
        for (int i = 0; i < features.Length; i++)
        {
            Append(rows, features[i]);
            Append(rows, i + 1 < features.Length ? (byte)',' : (byte)'\n');
        }
    }

    /// <summary>Appends a number.</summary>
    public static void Append(ArrayBufferWriter<byte> rows, int value)
    {
        value.TryFormat(rows.GetSpan(11), out int written);
        rows.Advance(written);
    }

    /// <summary>Appends a character.</summary>
    public static void Append(ArrayBufferWriter<byte> rows, byte character)
    {
        rows.GetSpan(1)[0] = character;
        rows.Advance(1);
    }

    /// <summary>Writes whole rows.</summary>
    /// <exception cref="IOException">The disk is full, or the file system takes no file as large.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken cancel)
    {
        try
        {
            await _stream.WriteAsync(rows, cancel);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw WholeFile.TooLarge(_path, e);
        }
    }

    /// <summary>All is written: the file takes its name.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        try
        {
            await _stream.FlushAsync(cancel);
            await _stream.DisposeAsync();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw WholeFile.TooLarge(_path, e);
        }

        File.Move(_part, _path, overwrite: true);
        _done = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_done)
        {
            return;
        }

        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            // What the disk did not take the first time it does not take now; whoever wrote knows.
        }

        File.Delete(_part);
    }

    private static string Field(string remark) =>
        remark.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? '"' + remark.Replace("\"", "\"\"").ReplaceLineEndings(" ") + '"' : remark;
}
