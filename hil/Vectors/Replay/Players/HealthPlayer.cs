using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A Health; its counters, none where the key is absent, come last.</summary>
    public sealed class HealthPlayer : MessagePlayer
    {
        private Health _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new Health();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Epoch = (uint)data.ReadLong();
            _message.Boot = (uint)data.ReadLong();
            _message.Uptime = data.ReadLong();
            _message.Produced = data.ReadLong();
            _message.Acked = data.ReadLong();
            _message.Refused = data.ReadLong();
            _message.Errors = data.ReadLong();
            _message.Firmware = data.ReadText();
            _message.Free = data.ReadLong();
            int[] counters = data.ReadInts();
            _message.CounterCount = counters.Length;
            Array.Copy(counters, 0, _message.Counters, 0, counters.Length);
        }

        /// <inheritdoc/>
        protected override int Encode(byte[] buffer, int offset)
        {
            return _message.Encode(buffer, offset);
        }

        /// <inheritdoc/>
        protected override bool TryDecode(byte[] buffer, int offset, int length)
        {
            return _message.TryDecode(buffer, offset, length);
        }
    }
}
