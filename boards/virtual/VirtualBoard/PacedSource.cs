using System.Diagnostics;
using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>
/// A source that keeps time: samples are there when a sensor would have them, on a machine that runs <c>speed</c> times as fast.
/// A host that falls behind by more than a second goes on from there: virtual time stretches, no samples are lost.
/// </summary>
public sealed class PacedSource : ISampleSource
{
    private readonly ISampleSource _source;
    private readonly double _samplesPerTick;
    private readonly CancellationToken _stop;
    private long _start;
    private long _samples;

    /// <summary>Paces a source from its first read; a stop ends a wait at once.</summary>
    public PacedSource(ISampleSource source, double speed, CancellationToken stop)
    {
        _source = source;
        _stop = stop;
        _samplesPerTick = source.SampleRateHz * speed / Stopwatch.Frequency;
    }

    /// <inheritdoc/>
    public int SampleRateHz => _source.SampleRateHz;

    /// <inheritdoc/>
    public int NanoGPerLsb => _source.NanoGPerLsb;

    /// <inheritdoc/>
    public int FullScaleLsb => _source.FullScaleLsb;

    /// <inheritdoc/>
    public bool TryRead(short[] buffer, int offset, int count)
    {
        long now = Stopwatch.GetTimestamp();
        _start = _start == 0 ? now : _start;
        _samples += count;
        long due = _start + (long)(_samples / _samplesPerTick);
        if (now - due > Stopwatch.Frequency)
        {
            _start += now - due;
        }
        else if (due > now && _stop.WaitHandle.WaitOne(TimeSpan.FromSeconds((due - now) / (double)Stopwatch.Frequency)))
        {
            return false;
        }

        return _source.TryRead(buffer, offset, count);
    }

    /// <inheritdoc/>
    public int TakeFlags() => _source.TakeFlags();
}
