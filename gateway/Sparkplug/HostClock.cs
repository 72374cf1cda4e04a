namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>
/// Time of the primary host's newest word, over all connections of the node: an older one is a retained leftover
/// (tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp).
/// </summary>
internal sealed class HostClock
{
    private long _newest = long.MinValue;

    /// <returns>False: it is older than one that was heard before.</returns>
    public bool Accepts(long timestampMs)
    {
        if (timestampMs < _newest)
        {
            return false;
        }

        _newest = timestampMs;
        return true;
    }
}
