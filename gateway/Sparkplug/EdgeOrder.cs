namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>What a message asks of the edge node.</summary>
internal enum EdgeOrder
{
    None,
    Rebirth,
    HostOnline,
    HostOffline,
}
