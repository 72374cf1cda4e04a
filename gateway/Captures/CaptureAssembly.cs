using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A capture while its pieces come, in any order and as often as they like.</summary>
internal sealed class CaptureAssembly(CaptureKey key, long nowMs)
{
    private short[] _samples = [];
    private bool[] _there = [];

    public CaptureKey Key { get; } = key;

    /// <summary>0 until the first piece has come.</summary>
    public int Total => _samples.Length;

    public int Received { get; private set; }

    public bool IsComplete => Total > 0 && Received == Total;

    public long Seq { get; private set; }

    public long UtcMs { get; private set; }

    public int Cause { get; private set; }

    public int RateHz { get; private set; }

    public int NanoG { get; private set; }

    /// <summary>When something of it was heard or asked for last.</summary>
    public long TouchedMs { get; set; } = nowMs;

    /// <summary>Times in a row that what is missing was asked for in vain.</summary>
    public int Tries { get; set; }

    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>Takes a piece of this capture.</summary>
    /// <returns>False: the piece says another rate, scale, length or reading than those before it.</returns>
    public bool TryAdd(CaptureChunk piece)
    {
        if (Total == 0)
        {
            _samples = new short[piece.Total];
            _there = new bool[piece.Total];
            (Seq, UtcMs, Cause, RateHz, NanoG) = (piece.Seq, piece.Time, piece.Cause, piece.Rate, piece.NanoGPerLsb);
        }
        else if ((piece.Total, piece.Seq, piece.Time, piece.Cause, piece.Rate, piece.NanoGPerLsb) != (Total, Seq, UtcMs, Cause, RateHz, NanoG))
        {
            return false;
        }

        for (int i = 0; i < piece.Count; i++)
        {
            int at = piece.First + i;
            _samples[at] = piece.Sample(i);
            Received += _there[at] ? 0 : 1;
            _there[at] = true;
        }

        return true;
    }

    /// <summary>The first stretch that is missing; everything (count 0) before the first piece.</summary>
    public (int First, int Count) Missing()
    {
        if (Total == 0)
        {
            return (0, 0);
        }

        int first = Array.IndexOf(_there, false);
        int end = Array.IndexOf(_there, true, first);
        return (first, (end < 0 ? Total : end) - first);
    }
}
