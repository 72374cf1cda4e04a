using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>Samples made once and played by many boards again and again, each from a place of its own.</summary>
public sealed class LoopedSource(short[] samples, int start, ISampleSource like) : ISampleSource
{
    private int _position = start % samples.Length;

    /// <inheritdoc/>
    public int SampleRateHz { get; } = like.SampleRateHz;

    /// <inheritdoc/>
    public int NanoGPerLsb { get; } = like.NanoGPerLsb;

    /// <inheritdoc/>
    public int FullScaleLsb { get; } = like.FullScaleLsb;

    /// <inheritdoc/>
    public bool TryRead(short[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            int part = Math.Min(count, samples.Length - _position);
            Array.Copy(samples, _position, buffer, offset, part);
            _position = (_position + part) % samples.Length;
            offset += part;
            count -= part;
        }

        return true;
    }

    /// <inheritdoc/>
    public int TakeFlags() => 0;
}
