namespace AIoT.Embedded.Standins.Simulation;

/// <summary>A pin of the simulated board: whoever drives it sets its level.</summary>
public sealed class SimulatedPin
{
    private bool _level;

    /// <summary>Raised with the new level when it has changed, on the thread that changed it.</summary>
    public event Action<bool>? Changed;

    /// <summary>True: high.</summary>
    public bool Level
    {
        get => Volatile.Read(ref _level);
        set
        {
            if (Interlocked.Exchange(ref _level, value) != value)
            {
                Changed?.Invoke(value);
            }
        }
    }
}
