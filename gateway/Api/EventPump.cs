using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Turns what fusion does into events: <c>machine</c> at each flush, <c>decision</c> when one is on disk, <c>capture</c> when a board's raw samples get on, <c>storage</c> when the disk stops or starts to take what is written.</summary>
public sealed class EventPump(EventHub hub, FusionWorker fusion, GatewayViews views, StorageMonitor storage, CaptureInbox captures)
{
    public void Start()
    {
        fusion.MachinesMoved += OnMoved;
        fusion.Decided += decision => hub.Publish("decision", decision);
        captures.Moved += status => hub.Publish("capture", status);
        storage.Changed += status => hub.Publish("storage", status);
    }

    private void OnMoved(IReadOnlyCollection<string> moved)
    {
        if (!hub.HasListeners)
        {
            return;
        }

        foreach (string id in moved)
        {
            if (views.Machine(id) is { } machine)
            {
                hub.Publish("machine", machine);
            }
        }
    }
}
