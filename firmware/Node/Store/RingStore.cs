using System;
using System.IO;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// The readings that the gateway has not committed yet, in files on flash. It gives each reading its sequence number, never drops one
    /// that has a number before it is acknowledged, never gives a number twice, and survives a power cut at any write: a record is there
    /// as a whole or not at all. When it is full it refuses. All members may be called from any thread.
    /// </summary>
    /// <remarks>
    /// A segment is deleted only after the acknowledgement of all in it was written down, so the newest number is always known:
    /// from the last record, or from the state files.
    /// </remarks>
    public sealed class RingStore
    {
        private readonly object _gate = new object();
        private readonly IStorage _storage;
        private readonly StoreOptions _options;
        private readonly Checksum _checksum = new Checksum();
        private readonly Record _record;
        private readonly StoreState _state;
        private Segment[] _segments;
        private int _segmentCount;
        private Segment _spare;
        private int _nextNumber = 1;
        private long _produced;
        private long _acked;
        private long _savedAcked;
        private long _refused;
        private int _failures;

        // Where Read found its last record: readings are sent in order.
        private Segment _readSegment;
        private int _readPosition;
        private long _readSeq;

        private RingStore(IStorage storage, StoreOptions options)
        {
            _storage = storage;
            _options = options;
            _record = new Record(_checksum);
            _state = new StoreState(storage, _checksum);
        }

        /// <summary>Opens the store, or formats an empty one; cuts off a torn end, and counts a boot.</summary>
        /// <param name="storage">The folder.</param>
        /// <param name="options">Sizes.</param>
        /// <param name="newEpoch">Random bits, used as the epoch when there is no store yet.</param>
        /// <exception cref="IOException">The files can't be read or written.</exception>
        /// <exception cref="ArgumentException">A size is out of range.</exception>
        public static RingStore Open(IStorage storage, StoreOptions options, uint newEpoch)
        {
            Check(options);
            RingStore store = new RingStore(storage, options);
            store.Recover(newEpoch, true);
            return store;
        }

        /// <summary>Reads a store without changing it, to account for a board that is not running. Only the properties are of use.</summary>
        /// <exception cref="IOException">The files can't be read.</exception>
        public static RingStore Inspect(IStorage storage)
        {
            RingStore store = new RingStore(storage, new StoreOptions());
            store.Recover(0, false);
            return store;
        }

        /// <summary>Drawn at random when the store was formatted.</summary>
        public uint Epoch
        {
            get { return _state.Epoch; }
        }

        /// <summary>Counts the starts of the epoch, from 1.</summary>
        public uint Boot
        {
            get { return _state.Boot; }
        }

        /// <summary>The last sequence number given out; 0: none.</summary>
        public long Produced
        {
            get
            {
                lock (_gate)
                {
                    return _produced;
                }
            }
        }

        /// <summary>The last sequence number acknowledged; 0: none.</summary>
        public long Acked
        {
            get
            {
                lock (_gate)
                {
                    return _acked;
                }
            }
        }

        /// <summary>Readings refused because the store was full or its files failed.</summary>
        public long Refused
        {
            get
            {
                lock (_gate)
                {
                    return _refused;
                }
            }
        }

        /// <summary>Writes that failed since the store was opened.</summary>
        public int Failures
        {
            get { return _failures; }
        }

        /// <summary>Stores the reading with the number <see cref="Produced"/> + 1, which the caller has written into it. One thread appends.</summary>
        /// <returns>False when the store is full or its files fail: the reading has no number, and is counted as refused.</returns>
        public bool TryAppend(byte[] reading, int length)
        {
            lock (_gate)
            {
                try
                {
                    Segment segment = SegmentFor(length);
                    if (segment != null)
                    {
                        Append(segment, reading, length);
                        return true;
                    }
                }
                catch (IOException)
                {
                    _failures++;
                }

                _refused++;
                return false;
            }
        }

        /// <summary><see cref="TryAppend(byte[],int)"/> of a reading that is written straight into its record.</summary>
        public bool TryAppend(Reading reading)
        {
            lock (_gate)
            {
                int length = reading.Encode(_record.Scratch, Record.HeadLength);
                try
                {
                    Segment segment = SegmentFor(length);
                    if (segment != null)
                    {
                        if (segment.First == 0)
                        {
                            // A new segment: its head went through the same bytes.
                            reading.Encode(_record.Scratch, Record.HeadLength);
                        }

                        Append(segment, null, length);
                        return true;
                    }
                }
                catch (IOException)
                {
                    _failures++;
                }

                _refused++;
                return false;
            }
        }

        /// <summary>Copies a reading that is stored and not acknowledged.</summary>
        /// <returns>Its length; 0 when its record is damaged or it is not held.</returns>
        /// <exception cref="IOException">The files can't be read.</exception>
        public int Read(long seq, byte[] buffer, int offset)
        {
            lock (_gate)
            {
                Segment segment = SegmentOf(seq);
                if (segment == null)
                {
                    return 0;
                }

                int position = segment == _readSegment && seq >= _readSeq ? _readPosition : Segment.HeaderLength;
                bool found = _record.Find(segment, _state.Epoch, position);
                while (found && _record.Seq < seq)
                {
                    position = _record.End;
                    found = _record.Find(segment, _state.Epoch, position);
                }

                if (!found || _record.Seq != seq)
                {
                    return 0;
                }

                position = _record.End;

                _readSegment = segment;
                _readSeq = seq + 1;
                _readPosition = position;
                _record.CopyReading(buffer, offset);
                return _record.ReadingLength;
            }
        }

        /// <summary>Takes an acknowledgement: every reading of the epoch up to <paramref name="seq"/> is committed.</summary>
        /// <returns>A constant of <see cref="CursorResult"/>.</returns>
        public int Acknowledge(uint epoch, long seq)
        {
            lock (_gate)
            {
                if (epoch != _state.Epoch)
                {
                    return CursorResult.ForeignEpoch;
                }

                if (seq > _produced)
                {
                    return CursorResult.Ahead;
                }

                if (seq <= _acked)
                {
                    return CursorResult.Old;
                }

                _acked = seq;
                try
                {
                    Release();
                    if (_acked - _savedAcked >= _options.CursorEvery)
                    {
                        Save();
                    }
                }
                catch (IOException)
                {
                    _failures++;
                }

                return CursorResult.Moved;
            }
        }

        /// <summary>Makes the next segment ready, so that appending needs no new file. Called by the thread that is not measuring.</summary>
        public void Prepare()
        {
            lock (_gate)
            {
                Segment last = _segmentCount == 0 ? null : _segments[_segmentCount - 1];
                if (_spare != null || _segmentCount >= _options.Segments || (last != null && last.Used < _options.SegmentBytes / 2))
                {
                    return;
                }

                try
                {
                    _spare = Create();
                }
                catch (IOException)
                {
                    _failures++;
                }
            }
        }

        /// <summary>Writes the cursor down and closes the files.</summary>
        public void Close()
        {
            lock (_gate)
            {
                try
                {
                    Save();
                }
                catch (IOException)
                {
                    _failures++;
                }

                CloseFiles();
            }
        }

        /// <summary>Closes the files as they are.</summary>
        public void CloseFiles()
        {
            lock (_gate)
            {
                for (int i = 0; i < _segmentCount; i++)
                {
                    _segments[i].File.Close();
                }

                if (_spare != null)
                {
                    _spare.File.Close();
                }

                _state.Close();
            }
        }

        private static void Check(StoreOptions options)
        {
            if (options.SegmentBytes < 2048 || options.SegmentBytes > 1 << 24 || options.Segments < 2 || options.Segments > 1024 || options.CursorEvery < 1)
            {
                throw new ArgumentException("store: a segment has 2048 bytes to 16 MB, there are 2 to 1024 of them, and the cursor is written every 1 or more readings");
            }
        }

        private void Recover(uint newEpoch, bool repair)
        {
            bool known = _state.Load();
            int[] numbers = SegmentNumbers();
            _segments = new Segment[numbers.Length > _options.Segments ? numbers.Length : _options.Segments];
            uint headerBoot = 0;
            for (int i = numbers.Length - 1; i >= 0 && !known; i--)
            {
                known = TryLearnEpoch(numbers[i], ref headerBoot);
            }

            bool learned = known && headerBoot != 0;
            if (!known)
            {
                _state.Epoch = newEpoch;
            }

            for (int i = 0; i < numbers.Length; i++)
            {
                Load(numbers[i], repair);
            }

            if (learned)
            {
                // Both state files are gone: what was deleted before the oldest record was acknowledged.
                _state.Boot = headerBoot;
                _acked = _segmentCount == 0 ? 0 : _segments[0].First - 1;
            }
            else
            {
                _acked = _state.Acked;
            }

            _refused = _state.Refused;
            long last = _segmentCount == 0 ? 0 : _segments[_segmentCount - 1].Last;
            _produced = last > _state.Produced ? last : _state.Produced;
            _produced = _produced > _acked ? _produced : _acked;
            _savedAcked = _acked;
            if (repair)
            {
                _state.Boot++;
                Save();
                Release();
            }
        }

        private bool TryLearnEpoch(int number, ref uint boot)
        {
            IStorageFile file = _storage.Open(Segment.NameOf(number));
            Segment segment = new Segment(number, file);
            uint epoch;
            bool whole = segment.TryReadHeader(_record.Scratch, _checksum, out epoch, out boot);
            file.Close();
            if (whole)
            {
                _state.Epoch = epoch;
            }

            return whole;
        }

        // Takes over a segment with what is valid in it; one without a valid record is deleted.
        private void Load(int number, bool repair)
        {
            if (number >= _nextNumber)
            {
                _nextNumber = number + 1;
            }

            string name = Segment.NameOf(number);
            Segment segment = new Segment(number, _storage.Open(name));
            long last = _segmentCount == 0 ? 0 : _segments[_segmentCount - 1].Last;
            int position = Segment.HeaderLength;
            while (_record.Find(segment, _state.Epoch, position))
            {
                position = _record.End;
                if (_record.Seq <= last)
                {
                    continue;
                }

                last = _record.Seq;
                segment.First = segment.First == 0 ? last : segment.First;
                segment.Last = last;
                segment.Used = position;
            }

            if (segment.First == 0)
            {
                segment.File.Close();
                if (repair)
                {
                    _storage.Delete(name);
                }

                return;
            }

            if (repair && segment.Used < segment.File.Length)
            {
                segment.File.Truncate(segment.Used);
                segment.File.Flush();
            }

            _segments[_segmentCount++] = segment;
        }

        private int[] SegmentNumbers()
        {
            string[] names = _storage.List();
            int[] numbers = new int[names.Length];
            int count = 0;
            for (int i = 0; i < names.Length; i++)
            {
                int number = Segment.NumberOf(names[i]);
                if (number == 0)
                {
                    continue;
                }

                int at = count++;
                while (at > 0 && numbers[at - 1] > number)
                {
                    numbers[at] = numbers[at - 1];
                    at--;
                }

                numbers[at] = number;
            }

            int[] found = new int[count];
            Array.Copy(numbers, 0, found, 0, count);
            return found;
        }

        private void Append(Segment segment, byte[] reading, int length)
        {
            long seq = _produced + 1;
            _record.Write(segment, _state.Epoch, seq, reading, length);
            segment.First = segment.First == 0 ? seq : segment.First;
            segment.Last = seq;
            segment.Used += Record.Overhead + length;
            _produced = seq;
        }

        private Segment SegmentFor(int length)
        {
            Segment last = _segmentCount == 0 ? null : _segments[_segmentCount - 1];
            if (last != null && last.Used + Record.Overhead + length <= _options.SegmentBytes)
            {
                return last;
            }

            if (_segmentCount >= _options.Segments)
            {
                Release();
            }

            if (_segmentCount >= _options.Segments)
            {
                return null;
            }

            Segment next = _spare != null ? _spare : Create();
            _spare = null;
            _segments[_segmentCount++] = next;
            return next;
        }

        private Segment Create()
        {
            int number = _nextNumber++;
            Segment segment = new Segment(number, _storage.Open(Segment.NameOf(number)));
            try
            {
                segment.WriteHeader(_state.Epoch, _state.Boot, _record.Scratch, _checksum);
                return segment;
            }
            catch (IOException)
            {
                segment.File.Close();
                throw;
            }
        }

        private Segment SegmentOf(long seq)
        {
            if (seq <= _acked || seq > _produced)
            {
                return null;
            }

            if (_readSegment != null && seq >= _readSegment.First && seq <= _readSegment.Last)
            {
                return _readSegment;
            }

            for (int i = 0; i < _segmentCount; i++)
            {
                if (seq >= _segments[i].First && seq <= _segments[i].Last)
                {
                    return _segments[i];
                }
            }

            return null;
        }

        // Deletes the segments that are acknowledged as a whole, oldest first; the newest stays while there is room for another.
        private void Release()
        {
            while (_segmentCount > 0 && _segments[0].Last <= _acked && (_segmentCount > 1 || _segmentCount >= _options.Segments))
            {
                if (_savedAcked != _acked)
                {
                    Save();
                }

                Segment oldest = _segments[0];
                if (oldest == _readSegment)
                {
                    _readSegment = null;
                }

                _segmentCount--;
                Array.Copy(_segments, 1, _segments, 0, _segmentCount);
                _segments[_segmentCount] = null;
                oldest.File.Close();
                _storage.Delete(Segment.NameOf(oldest.Number));
            }
        }

        private void Save()
        {
            _state.Acked = _acked;
            _state.Refused = _refused;
            _state.Produced = _produced;
            _state.Save();
            _savedAcked = _acked;
        }
    }
}
