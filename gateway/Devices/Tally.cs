using System.Collections.Concurrent;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>Counts by word; the words are the gateway's own, so they are few.</summary>
public sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Count(string word) => _counts.AddOrUpdate(word, 1, (_, count) => count + 1);

    public long Of(string word) => _counts.GetValueOrDefault(word);

    /// <summary>By word, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> All() => [.. _counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
}
