using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Node.Tests.Measurements;

/// <summary>A sensor whose samples a test says, by their place in the stream.</summary>
internal sealed class FakeSource(Func<long, short> sample, int rate = 12800) : ISampleSource
{
    public Func<long, short> Sample => sample;

    public long Position { get; private set; }

    public int Flags { get; set; }

    public bool Fails { get; set; }

    /// <summary>What a read takes; 0: no time.</summary>
    public int MillisecondsARead { get; init; }

    public int SampleRateHz => rate;

    public int NanoGPerLsb => 488_000;

    public int FullScaleLsb => 32767;

    public bool TryRead(short[] buffer, int offset, int count)
    {
        if (Fails)
        {
            return false;
        }

        if (MillisecondsARead > 0)
        {
            Thread.Sleep(MillisecondsARead);
        }

        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = sample(Position++);
        }

        return true;
    }

    public int TakeFlags()
    {
        int flags = Flags;
        Flags = 0;
        return flags;
    }
}
