namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>A progress bar on the error stream, only where that is a terminal.</summary>
internal sealed class ProgressLine(TextWriter errors, string what, long total) : IDisposable
{
    private const int Width = 30;
    private readonly bool _shown = errors == Console.Error && !Console.IsErrorRedirected;
    private long _done;
    private int _drawn = -1;

    /// <summary>Another one is done.</summary>
    public void Step(long by = 1)
    {
        _done += by;
        int filled = (int)(Width * Math.Min(1.0, (double)_done / Math.Max(1, total)));
        if (_shown && (filled != _drawn || total <= 200))
        {
            _drawn = filled;
            errors.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {_done} of {total} {what} ");
            errors.Flush();
        }
    }

    /// <summary>Leaves the line empty for other text.</summary>
    public void Clear()
    {
        if (_shown && _drawn >= 0)
        {
            errors.Write("\r\x1b[K");
            _drawn = -1;
        }
    }

    public void Dispose() => Clear();
}
