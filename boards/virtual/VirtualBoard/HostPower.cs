using System.Diagnostics;
using AIoT.Embedded.Node;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>Simulated power: a restart or a deep sleep is asked for here, and done by building the board anew in the same process.</summary>
public sealed class HostPower : IPower
{
    private readonly Lock _gate = new();
    private TimeSpan? _request;

    /// <inheritdoc/>
    public void Restart() => Ask(TimeSpan.Zero);

    /// <inheritdoc/>
    public void DeepSleep(int seconds) => Ask(TimeSpan.FromSeconds(seconds));

    /// <summary>What was asked for since the last call: the time to sleep, zero for a restart; null: nothing.</summary>
    public TimeSpan? TakeRequest()
    {
        lock (_gate)
        {
            TimeSpan? request = _request;
            _request = null;
            return request;
        }
    }

    /// <summary>Ends this process as kill -9 does.</summary>
    public static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    private void Ask(TimeSpan sleep)
    {
        lock (_gate)
        {
            _request = sleep;
        }
    }
}
