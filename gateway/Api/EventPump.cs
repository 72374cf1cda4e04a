using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Turns what fusion does into events: <c>machine</c> at each flush, <c>decision</c> when one is on disk.</summary>
public sealed class EventPump(EventHub hub, FusionWorker fusion, GatewayViews views)
{
    public void Start()
    {
        fusion.MachinesMoved += OnMoved;
        fusion.Decided += decision => hub.Publish("decision", decision);
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
