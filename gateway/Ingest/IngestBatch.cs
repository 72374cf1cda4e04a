using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>What one transaction takes; reused.</summary>
internal sealed class IngestBatch
{
    public List<ReadingRow> Readings { get; } = [];

    public List<PoisonRow> Poison { get; } = [];

    public Dictionary<string, (long ReceivedMs, byte[] Payload)> Health { get; } = [];

    /// <summary>Streams whose board is to hear its cursor after the commit.</summary>
    public HashSet<(string Device, long Epoch)> Tell { get; } = [];

    /// <summary>False for a batch of duplicates: nothing new to flush.</summary>
    public bool NeedsDisk => Readings.Count + Poison.Count + Health.Count > 0;

    public void Clear()
    {
        Readings.Clear();
        Poison.Clear();
        Health.Clear();
        Tell.Clear();
    }
}
