using System.Collections.Concurrent;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.VectorStream;

/// <summary>A process's standard input and output as the line to the runner.</summary>
internal sealed class StandardLink : HilLink
{
    private readonly TextWriter _output;
    private readonly BlockingCollection<string> _lines = [];

    public StandardLink(Stream input, TextWriter output)
    {
        _output = output;
        Thread reader = new(() => ReadAll(input)) { IsBackground = true };
        reader.Start();
    }

    /// <inheritdoc/>
    public override bool HasInput => true;

    /// <inheritdoc/>
    public override void WriteLine(string line)
    {
        _output.WriteLine(line);
        _output.Flush();
    }

    /// <inheritdoc/>
    public override string? ReadLine(int timeoutMilliseconds) => _lines.TryTake(out string? line, timeoutMilliseconds) ? line : null;

    private void ReadAll(Stream input)
    {
        using StreamReader reader = new(input);
        while (reader.ReadLine() is { } line)
        {
            _lines.Add(line);
        }

        _lines.CompleteAdding();
    }
}
