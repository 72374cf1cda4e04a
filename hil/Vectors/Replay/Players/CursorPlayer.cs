using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A Cursor.</summary>
    public sealed class CursorPlayer : MessagePlayer
    {
        private Cursor _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new Cursor();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Epoch = (uint)data.ReadLong();
            _message.Seq = data.ReadLong();
            _message.Time = data.ReadLong();
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
