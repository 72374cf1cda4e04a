using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>
/// Every stream (board and store epoch) with its contiguity, in step with the disk.
/// The pipeline changes it; the API reads copies.
/// </summary>
public sealed class StreamTable
{
    /// <summary>A board draws an epoch when its store is formatted: some in its life. One that draws them without end does not fill memory and disk.</summary>
    public const int MostEpochs = 256;

    private readonly ReadingStore _store;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, long Epoch), (StreamRow Row, SequenceTracker Tracker)> _streams = [];
    private readonly Dictionary<(string Device, long Epoch), StreamRow> _changed = [];
    private readonly Dictionary<string, int> _epochs = [];

    public StreamTable(ReadingStore store)
    {
        _store = store;
        Reload();
    }

    /// <summary>Takes the disk's word, after a start or a transaction that failed.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            _streams.Clear();
            _changed.Clear();
            _epochs.Clear();
            foreach (StreamRow row in _store.LoadStreams())
            {
                IReadOnlyList<long> ahead = row.LastSeq > row.Cursor ? _store.LoadAhead(row) : [];
                _streams[(row.Device, row.Epoch)] = (row, new SequenceTracker(row.Cursor, ahead));
                _epochs[row.Device] = _epochs.GetValueOrDefault(row.Device) + 1;
            }
        }
    }

    /// <summary>Enters a reading's number.</summary>
    /// <param name="tell">True when the board should hear its cursor after the commit: it moved, or the reading was an old one.</param>
    public Arrival Add(string device, long epoch, long seq, long receivedMs, out bool tell)
    {
        lock (_gate)
        {
            if (IsOneTooMany(device, epoch))
            {
                tell = false;
                return Arrival.TooManyEpochs;
            }

            (StreamRow row, SequenceTracker tracker) = Get(device, epoch);
            long before = tracker.Cursor;
            Arrival arrival = tracker.Add(seq);
            tell = tracker.Cursor > before || seq <= before;
            if (arrival == Arrival.TooFarAhead)
            {
                return arrival;
            }

            if (arrival == Arrival.New)
            {
                row.Committed++;
                row.FirstSeq = row.FirstSeq == 0 ? seq : Math.Min(row.FirstSeq, seq);
                row.LastSeq = Math.Max(row.LastSeq, seq);
                row.FirstReceivedMs = row.FirstReceivedMs == 0 ? receivedMs : row.FirstReceivedMs;
            }
            else
            {
                row.Duplicates++;
            }

            row.LastReceivedMs = receivedMs;
            row.Cursor = tracker.Cursor;
            _changed[(device, epoch)] = row;
            return arrival;
        }
    }

    /// <summary>A board says that it was told to drop everything up to <paramref name="acked"/>: by a store that is gone, where this one lacks some.</summary>
    /// <returns>How many readings are missing here.</returns>
    public long AcknowledgedBefore(string device, long epoch, long acked)
    {
        lock (_gate)
        {
            if (acked == 0 || IsOneTooMany(device, epoch) || (_streams.TryGetValue((device, epoch), out var known) && acked <= known.Tracker.Cursor))
            {
                return 0;
            }

            (StreamRow row, SequenceTracker tracker) = Get(device, epoch);
            long missing = tracker.GiveUpTo(acked);
            row.Elsewhere += missing;
            row.Cursor = tracker.Cursor;
            _changed[(device, epoch)] = row;
            return missing;
        }
    }

    public long CursorOf(string device, long epoch)
    {
        lock (_gate)
        {
            return _streams.TryGetValue((device, epoch), out var stream) ? stream.Tracker.Cursor : 0;
        }
    }

    /// <summary>Streams changed since the last call, for the transaction that is about to be made.</summary>
    public IReadOnlyCollection<StreamRow> TakeChanged()
    {
        lock (_gate)
        {
            StreamRow[] changed = [.. _changed.Values];
            _changed.Clear();
            return changed;
        }
    }

    /// <summary>Copies for the API, with the count of readings that are missing below the highest one.</summary>
    public IReadOnlyList<StreamStatus> Snapshot()
    {
        lock (_gate)
        {
            return [.. _streams.Values.Select(stream => new StreamStatus(
                stream.Row.Device, stream.Row.Epoch, stream.Tracker.Cursor, stream.Row.FirstSeq, stream.Row.LastSeq, stream.Row.Committed, stream.Row.Duplicates,
                Math.Max(0, stream.Row.LastSeq - stream.Tracker.Cursor - stream.Tracker.Ahead), stream.Row.Elsewhere, stream.Row.FirstReceivedMs, stream.Row.LastReceivedMs))];
        }
    }

    private bool IsOneTooMany(string device, long epoch) => _epochs.GetValueOrDefault(device) >= MostEpochs && !_streams.ContainsKey((device, epoch));

    private (StreamRow Row, SequenceTracker Tracker) Get(string device, long epoch)
    {
        if (!_streams.TryGetValue((device, epoch), out var stream))
        {
            stream = (new StreamRow { Device = device, Epoch = epoch }, new SequenceTracker(0, []));
            _streams[(device, epoch)] = stream;
            _epochs[device] = _epochs.GetValueOrDefault(device) + 1;
        }

        return stream;
    }
}
