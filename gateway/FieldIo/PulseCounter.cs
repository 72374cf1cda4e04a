namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>
/// Speed from a shaft's pulses: (n - 1) / (pulses a revolution) turns between the first and the last of the n newest pulses, at most two seconds of
/// them. Edges that follow an accepted one within the debounce time are dropped. Safe for the driver's thread and readers.
/// </summary>
/// <param name="ticksPerSecond">Of the clock whose ticks the pulses carry.</param>
public sealed class PulseCounter(double pulsesPerRevolution, double debounceMs, long ticksPerSecond)
{
    private const int Most = 256;
    private const double WindowSeconds = 2;
    private const double LongestTurnSeconds = 30;

    private readonly Lock _gate = new();
    private readonly Queue<long> _pulses = new();

    /// <summary>Two edges of one tick are one: a speed is never without end.</summary>
    private readonly long _debounce = Math.Max(1, (long)(debounceMs * ticksPerSecond / 1000));
    private long _last = long.MinValue / 2;

    /// <summary>Accepted since the start.</summary>
    public long Pulses { get; private set; }

    /// <summary>Dropped as bouncing since the start.</summary>
    public long Bounces { get; private set; }

    public void Pulse(long ticks)
    {
        lock (_gate)
        {
            if (ticks - _last < _debounce)
            {
                Bounces++;
                return;
            }

            _last = ticks;
            Pulses++;
            _pulses.Enqueue(ticks);
            while (_pulses.Count > Most || (_pulses.Count > 2 && ticks - _pulses.Peek() > WindowSeconds * ticksPerSecond))
            {
                _pulses.Dequeue();
            }
        }
    }

    /// <summary>Revolutions a minute; 0: it stands; null: too few pulses yet to tell.</summary>
    public double? Rpm(long ticks)
    {
        lock (_gate)
        {
            if (_pulses.Count < 2)
            {
                // After half a minute of nothing a shaft stands, or is slower than can be told.
                return Pulses > 0 && ticks - _last > LongestTurnSeconds * ticksPerSecond ? 0 : null;
            }

            double interval = (_last - _pulses.Peek()) / (double)(_pulses.Count - 1), silent = ticks - _last;
            if (silent > 3 * interval && silent > WindowSeconds * ticksPerSecond)
            {
                return 0;
            }

            // A pulse that is overdue says that the shaft is at least that slow.
            return 60 * ticksPerSecond / (Math.Max(interval, silent) * pulsesPerRevolution);
        }
    }
}
