using System.Diagnostics;
using System.Security.Cryptography;
using AIoT.Embedded.Node;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>This process as the board.</summary>
public sealed class HostBoard : IBoard
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public long UptimeMilliseconds => (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Not known: the host's memory is not a board's.</summary>
    public long FreeBytes => 0;

    /// <inheritdoc/>
    public uint NextRandom() => (uint)RandomNumberGenerator.GetInt32(int.MinValue, int.MaxValue);
}
