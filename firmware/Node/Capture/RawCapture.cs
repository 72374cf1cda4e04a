using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Keeps one window's raw samples, on request or on alarm, and sends them in pieces while the readings leave room. Memory for one
    /// window is set aside once. Windows come from the measuring thread, commands and sending belong to the uplink's.
    /// </summary>
    public sealed class RawCapture : ICommandHandler
    {
        private const int PauseMilliseconds = 50;
        private readonly short[] _samples;
        private readonly CaptureRequest _request = new CaptureRequest();
        private readonly CaptureChunk _chunk = new CaptureChunk();
        private readonly object _gate = new object();
        private bool _wanted;
        private int _next;
        private int _end;
        private int _missed;

        /// <summary>Sets memory aside for windows of that many samples.</summary>
        /// <param name="length">Samples of a window.</param>
        /// <param name="rate">Samples per second.</param>
        /// <param name="nanoGPerLsb">The weight of one count in 1e-9 g.</param>
        public RawCapture(int length, int rate, int nanoGPerLsb)
        {
            _samples = new short[length < WireLimits.CaptureSamples ? length : WireLimits.CaptureSamples];
            _chunk.Total = _samples.Length;
            _chunk.Rate = rate;
            _chunk.NanoGPerLsb = nanoGPerLsb;
        }

        /// <summary>The number of the last capture since boot; 0: none yet.</summary>
        public uint Number
        {
            get { return _chunk.Capture; }
        }

        /// <summary>Alarms whose window could not be kept because another was still being sent.</summary>
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

                Array.Copy(window, 0, _samples, 0, _samples.Length);
                _chunk.Epoch = reading.Epoch;
                _chunk.Boot = reading.Boot;
                _chunk.Seq = reading.Seq;
                _chunk.Time = reading.Time;
                _chunk.Cause = _wanted ? CaptureCause.Request : CaptureCause.Alarm;
                _chunk.Capture++;
                _next = 0;
                _end = _samples.Length;
                _wanted = false;
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
                if (_request.Capture == 0 || _request.Capture != _chunk.Capture)
                {
                    command.Text = _chunk.Capture == 0 ? "no capture is held" : "capture " + _chunk.Capture.ToString() + " is held";
                    return CommandResult.Refused;
                }

                if (_request.First >= _samples.Length || _request.Count > _samples.Length - _request.First)
                {
                    command.Text = "a capture has " + _samples.Length.ToString() + " samples";
                    return CommandResult.Refused;
                }

                _next = _request.First;
                _end = _request.Count == 0 ? _samples.Length : _request.First + _request.Count;
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
                    _chunk.SetSamples(_samples);
                    length = _chunk.Encode(replies.Buffer, 0);
                    _next += count;
                }

                if (!replies.TryPublish(TopicKind.CaptureChunk, replies.Buffer, length))
                {
                    TakeBack(count);
                    return PauseMilliseconds;
                }
            }

            return 1000;
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
