namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>
/// Which numbers of one store epoch are kept: all up to <see cref="Cursor"/>, and some above it (wire contract, sequence and cursor rule 3).
/// </summary>
public sealed class SequenceTracker
{
    /// <summary>Highest distance above the cursor that is kept. A board has at most 64 readings on the way.</summary>
    public const long Window = 65_536;

    private readonly HashSet<long> _ahead;

    public SequenceTracker(long cursor, IEnumerable<long> ahead)
    {
        Cursor = cursor;
        _ahead = [.. ahead.Where(seq => seq > cursor)];
        Advance();
    }

    /// <summary>The highest number below which none is missing; 0: number 1 has not come.</summary>
    public long Cursor { get; private set; }

    /// <summary>Numbers kept above the cursor.</summary>
    public int Ahead => _ahead.Count;

    public Arrival Add(long seq)
    {
        if (seq <= Cursor || _ahead.Contains(seq))
        {
            return Arrival.Duplicate;
        }

        if (seq - Cursor > Window)
        {
            return Arrival.TooFarAhead;
        }

        if (seq == Cursor + 1)
        {
            Cursor = seq;
            Advance();
        }
        else
        {
            _ahead.Add(seq);
        }

        return Arrival.New;
    }

    /// <summary>
    /// The board has been told before that it may drop everything up to <paramref name="seq"/>: what is missing there can't come any more.
    /// </summary>
    /// <returns>How many numbers were given up.</returns>
    public long GiveUpTo(long seq)
    {
        if (seq <= Cursor)
        {
            return 0;
        }

        long had = _ahead.RemoveWhere(kept => kept <= seq);
        long missing = seq - Cursor - had;
        Cursor = seq;
        Advance();
        return missing;
    }

    private void Advance()
    {
        while (_ahead.Remove(Cursor + 1))
        {
            Cursor++;
        }
    }
}
