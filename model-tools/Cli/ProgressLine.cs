using System.Diagnostics;
using System.Globalization;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>A progress bar on the error stream, only where that is a terminal.</summary>
/// <param name="errors">The error stream.</param>
/// <param name="what">What is counted.</param>
/// <param name="total">How many there are.</param>
/// <param name="totalBytes">How many bytes all of them have; 0 where bytes are not followed.</param>
/// <param name="shown">Whether it is drawn; null: where the stream is a terminal.</param>
internal sealed class ProgressLine(TextWriter errors, string what, long total, long totalBytes = 0, bool? shown = null) : IDisposable
{
    private const int Width = 30, LongestName = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly bool _shown = shown ?? (errors == Console.Error && !Console.IsErrorRedirected);
    private long _done, _bytes, _drawnAt;
    private int _drawn = -1;

    /// <summary>Another one is done.</summary>
    /// <param name="by">How many.</param>
    /// <param name="bytes">Their bytes.</param>
    public void Step(long by = 1, long bytes = 0)
    {
        _done += by;
        _bytes += bytes;
        Draw(_bytes, "", now: _done == total);
    }

    /// <summary>One of them is under way.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="share">How much of them is done, 0 to 1.</param>
    public void Within(string name, long bytes, double share) =>
        Draw(_bytes + (long)(share * bytes), string.Create(CultureInfo.InvariantCulture, $", {Tables.Printable(name.Length > LongestName ? "..." + name[^(LongestName - 3)..] : name)} {100 * share:0} %"), now: false);

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

    private void Draw(long bytes, string within, bool now)
    {
        if (!_shown || (!now && _drawn >= 0 && Stopwatch.GetElapsedTime(_drawnAt) < Pause))
        {
            return;
        }

        _drawnAt = Stopwatch.GetTimestamp();
        double share = totalBytes > 0 ? (double)bytes / totalBytes : (double)_done / Math.Max(1, total);
        _drawn = (int)(Width * Math.Clamp(share, 0, 1));
        string size = totalBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1e6:0.0} of {totalBytes / 1e6:0.0} MB") : "";
        errors.Write($"\r[{new string('#', _drawn)}{new string('.', Width - _drawn)}] {_done} of {total} {what}{size}{within}\x1b[K");
        errors.Flush();
    }
}
