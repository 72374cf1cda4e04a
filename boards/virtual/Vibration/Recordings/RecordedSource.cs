using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>
/// Recordings played to a board as if its sensor measured them: brought to the sensor's rate, quantized to its counts,
/// and repeated from their beginning when they end. A list plays in order, each for its time; the last goes on for ever.
/// </summary>
public sealed class RecordedSource : ISampleSource
{
    private readonly SensorModel _sensor;
    private readonly List<Part> _parts = [];
    private long _position;
    private int _flags;

    /// <summary>A source of nothing yet; add what it plays.</summary>
    public RecordedSource(SensorModel sensor) => _sensor = sensor;

    /// <inheritdoc/>
    public int SampleRateHz => _sensor.SampleRateHz;

    /// <inheritdoc/>
    public int NanoGPerLsb => _sensor.NanoGPerLsb;

    /// <inheritdoc/>
    public int FullScaleLsb => _sensor.FullScaleLsb;

    /// <summary>Adds a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="axis">Axis by name or index; null for the first.</param>
    /// <param name="seconds">How long it plays; infinite for the last.</param>
    /// <exception cref="RecordingException">It lacks the axis, or was sampled too slowly for this sensor.</exception>
    public void Add(Recording recording, string? axis, double seconds)
    {
        ArgumentNullException.ThrowIfNull(recording);
        if (recording.SampleRateHz < 0.5 * _sensor.SampleRateHz)
        {
            throw new RecordingException(
                recording.File,
                $"was sampled at {recording.SampleRateHz:0.#} Hz, too slowly for a model that works at {_sensor.SampleRateHz} Hz",
                $"use a recording of at least {0.5 * _sensor.SampleRateHz:0} Hz, or check --rate");
        }

        double[] g = Resampler.Resample(recording.Axis(axis).AccelerationG, recording.SampleRateHz, _sensor.SampleRateHz);
        double mean = g.Average();
        short[] counts = Array.ConvertAll(g, v => _sensor.ToCounts(v - mean));
        _parts.Add(new Part(counts, double.IsPositiveInfinity(seconds) ? long.MaxValue : (long)(seconds * _sensor.SampleRateHz)));
    }

    /// <summary>Goes to a machine time, as a board does that restarts.</summary>
    public void SkipTo(double seconds) => _position = (long)(seconds * _sensor.SampleRateHz);

    /// <inheritdoc/>
    public bool TryRead(short[] buffer, int offset, int count)
    {
        if (_parts.Count == 0)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            long at = _position++;
            int part = 0;
            while (part < _parts.Count - 1 && at >= _parts[part].Length)
            {
                at -= _parts[part].Length;
                part++;
            }

            short[] counts = _parts[part].Counts;
            short sample = counts[at % counts.Length];
            buffer[offset + i] = sample;
            if (Math.Abs((int)sample) >= _sensor.FullScaleLsb)
            {
                _flags |= SampleFlags.Saturated;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public int TakeFlags()
    {
        int flags = _flags;
        _flags = 0;
        return flags;
    }

    private sealed record Part(short[] Counts, long Length);
}
