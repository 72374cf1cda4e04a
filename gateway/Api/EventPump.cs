using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>
/// Turns what fusion does into events: <c>machine</c> at each flush and when its sensors have fallen silent, <c>decision</c> when one is on
/// disk, <c>capture</c> when a board's raw samples get on, <c>storage</c> when the disk stops or starts to take what is written.
/// </summary>
public sealed class EventPump(EventHub hub, FusionWorker fusion, GatewayViews views, StorageMonitor storage, CaptureInbox captures, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private HashSet<string> _silent = [];
    private ITimer? _clock;

    public void Start()
    {
        fusion.MachinesMoved += OnMoved;
        fusion.Decided += decision => hub.Publish("decision", decision);
        captures.Moved += status => hub.Publish("capture", status);
        storage.Changed += status => hub.Publish("storage", status);
        _clock = time.CreateTimer(_ => LookForSilence(), null, BetweenLooks, BetweenLooks);
    }

    public void Dispose() => _clock?.Dispose();

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

    /// <summary>Nothing moves when a machine falls silent: that takes a look at the clock.</summary>
    private void LookForSilence()
    {
        if (!hub.HasListeners)
        {
            return;
        }

        MachineView[] silent = [.. views.Machines().Where(machine => machine.SilentS is not null)];
        foreach (MachineView machine in silent.Where(machine => !_silent.Contains(machine.Id)))
        {
            hub.Publish("machine", machine);
        }

        _silent = [.. silent.Select(machine => machine.Id)];
    }
}
