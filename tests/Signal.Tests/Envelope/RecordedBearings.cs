namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>The recordings, read once for all tests of a class.</summary>
public sealed class RecordedBearings
{
    private IReadOnlyList<KnownBearing>? _all;

    /// <summary>Every recording; skips the calling test where the shared data is absent.</summary>
    internal IReadOnlyList<KnownBearing> All => _all ??= [.. KnownBearing.All()];
}
