using System.IO;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Keeps one window's raw samples, on request or on alarm, and sends them in pieces while the readings leave room. They lie in a file on
    /// flash, written over by the next capture: no memory is set aside for them. Windows come from the measuring thread, commands and sending
    /// belong to the uplink's.
    /// </summary>
    public sealed class RawCapture : ICommandHandler
    {
        private const int PauseMilliseconds = 50;
        private const string FileName = "capture.raw";
        private readonly IStorage _storage;
        private readonly int _length;
        private readonly CaptureRequest _request = new CaptureRequest();
        private readonly CaptureChunk _chunk = new CaptureChunk();
        private readonly object _gate = new object();
        private bool _wanted;
        private int _next;
        private int _end;
        private int _missed;
        private bool _held;
        private IStorageFile _file; // open from the first capture on

        /// <summary>Captures windows of that many samples.</summary>
        /// <param name="storage">Where they are kept.</param>
        /// <param name="length">Samples of a window.</param>
        /// <param name="rate">Samples per second.</param>
        /// <param name="nanoGPerLsb">The weight of one count in 1e-9 g.</param>
        public RawCapture(IStorage storage, int length, int rate, int nanoGPerLsb)
        {
            _storage = storage;
            _length = length < WireLimits.CaptureSamples ? length : WireLimits.CaptureSamples;
            _chunk.Total = _length;
            _chunk.Rate = rate;
            _chunk.NanoGPerLsb = nanoGPerLsb;
        }

        /// <summary>The number of the last capture since boot; 0: none yet.</summary>
        public uint Number
        {
            get { return _chunk.Capture; }
        }

        /// <summary>Windows that could not be kept: another was still being sent, or the flash could not be written or read.</summary>
        public int Missed
        {
            get { return _missed; }
        }

        /// <summary>Offers a window: it is kept when a gateway has asked, or when an alarm has begun and nothing is being sent. The measuring thread only.</summary>
        public void Offer(short[] window, bool alarmHasBegun, Reading reading)
        {
            if (!_wanted && !alarmHasBegun)
            {
                return;
            }

            lock (_gate)
            {
                if (!_wanted && _next < _end)
                {
                    _missed++;
                    return;
                }

                if (!TryKeep(window))
                {
                    _missed++;
                    return;
                }

                _chunk.Epoch = reading.Epoch;
                _chunk.Boot = reading.Boot;
                _chunk.Seq = reading.Seq;
                _chunk.Time = reading.Time;
                _chunk.Cause = _wanted ? CaptureCause.Request : CaptureCause.Alarm;
                _chunk.Capture++;
                _next = 0;
                _end = _length;
                _wanted = false;
            }
        }

        // Piece by piece through the chunk's bytes. What was held before is lost whether it succeeds or not.
        private bool TryKeep(short[] window)
        {
            _next = 0;
            _end = 0;
            _held = false;
            try
            {
                if (_file == null)
                {
                    _file = _storage.Open(FileName);
                }

                for (int first = 0; first < _length; first += _chunk.Count)
                {
                    _chunk.First = first;
                    _chunk.Count = _length - first < WireLimits.ChunkSamples ? _length - first : WireLimits.ChunkSamples;
                    _chunk.SetSamples(window);
                    _file.Write(2 * first, _chunk.Bytes, 0, 2 * _chunk.Count);
                }

                _file.Flush();
                _held = true;
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool Takes(int kind)
        {
            return kind == TopicKind.Capture;
        }

        /// <inheritdoc/>
        public int Handle(Command command, IReplies replies)
        {
            if (!_request.TryDecode(command.Buffer, 0, command.Length))
            {
                command.Text = _request.Reason;
                return CommandResult.Malformed;
            }

            command.Id = _request.Id;
            if (_request.Action == CaptureRequest.Take)
            {
                _wanted = true;
                command.Text = "with the next window";
                return CommandResult.Done;
            }

            lock (_gate)
            {
                if (!_held || _request.Capture != _chunk.Capture)
                {
                    command.Text = !_held ? "no capture is held" : "capture " + _chunk.Capture.ToString() + " is held";
                    return CommandResult.Refused;
                }

                if (_request.First >= _length || _request.Count > _length - _request.First)
                {
                    command.Text = "a capture has " + _length.ToString() + " samples";
                    return CommandResult.Refused;
                }

                _next = _request.First;
                _end = _request.Count == 0 ? _length : _request.First + _request.Count;
            }

            return CommandResult.Done;
        }

        /// <inheritdoc/>
        public int Poll(long now, bool fresh, IReplies replies)
        {
            while (_next < _end)
            {
                if (!replies.IsQuiet)
                {
                    return PauseMilliseconds;
                }

                int length;
                int count;
                lock (_gate)
                {
                    count = _end - _next < WireLimits.ChunkSamples ? _end - _next : WireLimits.ChunkSamples;
                    _chunk.First = _next;
                    _chunk.Count = count;
                    if (!TryFetch())
                    {
                        _missed++;
                        _next = _end;
                        return 1000;
                    }

                    length = _chunk.Encode(replies.Buffer, 0);
                    _next += count;
                }

                ReleaseWhenSent();
                if (!replies.TryPublish(TopicKind.CaptureChunk, replies.Buffer, length))
                {
                    TakeBack(count);
                    return PauseMilliseconds;
                }
            }

            return 1000;
        }

        private void ReleaseWhenSent()
        {
            lock (_gate)
            {
                if (_next >= _end)
                {
                    _chunk.Release();
                }
            }
        }

        private bool TryFetch()
        {
            try
            {
                return _file.Read(2 * _chunk.First, _chunk.Bytes, 0, 2 * _chunk.Count) == 2 * _chunk.Count;
            }
            catch (IOException)
            {
                return false;
            }
        }

        private void TakeBack(int count)
        {
            lock (_gate)
            {
                // A new window may have begun meanwhile: it starts at 0 and has nothing to take back.
                _next = _next >= count ? _next - count : 0;
            }
        }
    }
}
