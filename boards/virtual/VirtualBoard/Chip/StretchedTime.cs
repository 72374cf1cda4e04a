using System.Diagnostics;
using AIoT.Embedded.Boards.Virtual.Parts;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Chip;

/// <summary>
/// Time as a simulated chip and its driver have it: it passes while the board waits, <c>speed</c> times as fast as the wall's, and stands still
/// while the host computes. A host that falls behind stretches it, so that no FIFO over-runs because the host was busy; <see cref="HoldUp"/>
/// makes one over-run on purpose. For one board's measuring thread.
/// </summary>
/// <param name="speed">Machine seconds a second.</param>
/// <param name="stop">From then on nothing is waited for.</param>
public sealed class StretchedTime(double speed, CancellationToken stop) : IHardwareClock, ISensorClock, IWatermarkSignal
{
    private const int StepMicroseconds = 250;
    private readonly ManualClock _clock = new();
    private readonly double _ticksPerMicrosecond = Stopwatch.Frequency / 1e6 / speed;
    private SimulatedPart? _part;
    private IWatermarkSignal? _signal;
    private long _start;
    private bool _risen;

    /// <inheritdoc/>
    public long Microseconds => _clock.Microseconds;

    /// <inheritdoc/>
    public long Milliseconds => _clock.Microseconds / 1000;

    /// <summary>Connects the chip whose samples fall due as time passes, and the signal that its interrupt sets.</summary>
    public void Connect(SimulatedPart part, IWatermarkSignal signal)
    {
        _part = part;
        _signal = signal;

        // Some parts pulse the pin: the edge counts, not the level that is found.
        part.Interrupt.Changed += level => _risen |= level;
    }

    /// <inheritdoc/>
    public void Sleep(int milliseconds)
    {
        _clock.Advance(1000L * milliseconds);
        KeepPace();
    }

    /// <summary>Lets time pass until the chip's interrupt pin is high or has been, or the end.</summary>
    public void Wait(int milliseconds)
    {
        SimulatedPart part = _part ?? throw new InvalidOperationException("no chip is connected");
        _risen = false;
        part.Tick();
        for (long end = Microseconds + (1000L * milliseconds); !_risen && !part.Interrupt.Level && Microseconds < end;)
        {
            _clock.Advance(StepMicroseconds);
            part.Tick();
        }

        KeepPace();

        // The edge has been seen by the firmware's own signal: it waits for nothing any more.
        _signal?.Wait(0);
    }

    /// <summary>Time passes and nobody reads the chip, as when the thread that measures is held up.</summary>
    public void HoldUp(int milliseconds) => _clock.Advance(1000L * milliseconds);

    private void KeepPace()
    {
        long now = Stopwatch.GetTimestamp();
        _start = _start == 0 ? now : _start;
        long due = _start + (long)(Microseconds * _ticksPerMicrosecond);
        if (now - due > Stopwatch.Frequency)
        {
            _start += now - due;
        }
        else if (due > now)
        {
            stop.WaitHandle.WaitOne(TimeSpan.FromSeconds((due - now) / (double)Stopwatch.Frequency));
        }
    }
}
