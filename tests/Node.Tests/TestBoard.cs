using System.Diagnostics;

namespace AIoT.Embedded.Node.Tests;

/// <summary>A board of tests: real time, seeded random bits.</summary>
internal sealed class TestBoard(int seed) : IBoard
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Random _random = new(seed);

    public long UptimeMilliseconds => _watch.ElapsedMilliseconds;

    public long FreeBytes { get; init; } = 12345;

    public uint NextRandom() => (uint)_random.NextInt64(1L << 32);
}
