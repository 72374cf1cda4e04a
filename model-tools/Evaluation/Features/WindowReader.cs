using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>
/// Reads one axis as the windows that a board would have taken: brought to its rate, quantized to its counts, a block of windows at a time. What it holds does
/// not depend on the recording's length.
/// </summary>
public sealed class WindowReader : IDisposable
{
    /// <summary>Windows of a block: enough that handing it to another thread costs nothing beside, few enough that one file keeps all processors busy.</summary>
    public const int WindowsAtATime = 16;

    private const int BlockSamples = 1 << 13;
    private readonly SampleReader _samples;
    private readonly BoardSampling _sampling;
    private readonly Resampler? _resampler;
    private readonly double[][] _read = [new double[BlockSamples]];
    private double[] _g;
    private short[] _counts;
    private int _from, _to;
    private long _skip;
    private bool _ended;

    /// <param name="recording">The recording.</param>
    /// <param name="axis">Index of its axis.</param>
    /// <param name="sampling">The board's sampling.</param>
    public WindowReader(StreamedRecording recording, int axis, BoardSampling sampling)
    {
        _sampling = sampling;
        _resampler = sampling.AsRecorded ? null : new Resampler(recording.SampleRateHz, sampling.RateHz);
        _g = _resampler is null ? _read[0] : [];
        _counts = new short[(WindowsAtATime - 1) * sampling.Hop + sampling.WindowLength + BlockSamples];
        _samples = recording.Samples(axis);
    }

    /// <summary>How far it has come in the file, 0 to 1.</summary>
    public double Share => _samples.Share;

    /// <summary>The next windows; null at the end.</summary>
    public WindowBlock? Next()
    {
        int full = (WindowsAtATime - 1) * _sampling.Hop + _sampling.WindowLength;
        while (!_ended && _to - _from < full)
        {
            Fill();
        }

        int windows = _to - _from < _sampling.WindowLength ? 0 : Math.Min(WindowsAtATime, (_to - _from - _sampling.WindowLength) / _sampling.Hop + 1);
        if (windows == 0)
        {
            return null;
        }

        short[] counts = _counts[_from..(_from + (windows - 1) * _sampling.Hop + _sampling.WindowLength)];
        _skip = Math.Max(0, (long)windows * _sampling.Hop - (_to - _from));
        _from += (int)(windows * (long)_sampling.Hop - _skip);
        return new WindowBlock(counts, windows, _sampling.Hop);
    }

    /// <inheritdoc/>
    public void Dispose() => _samples.Dispose();

    private void Fill()
    {
        int read = _samples.Read(_read);
        _ended = read == 0;
        int count = _resampler?.Next(_read[0].AsSpan(0, read), _ended, ref _g) ?? read;
        _counts.AsSpan(_from, _to - _from).CopyTo(_counts);
        (_from, _to) = (0, _to - _from);
        if (_counts.Length < _to + count)
        {
            Array.Resize(ref _counts, _to + count);
        }

        int gone = (int)Math.Min(_skip, count);
        _skip -= gone;
        _sampling.Sensor.ToCounts(_g.AsSpan(gone, count - gone), _counts.AsSpan(_to));
        _to += count - gone;
    }
}
