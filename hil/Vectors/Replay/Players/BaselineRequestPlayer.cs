using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A command about the baseline.</summary>
    public sealed class BaselineRequestPlayer : MessagePlayer
    {
        private BaselineRequest _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new BaselineRequest();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Id = (uint)data.ReadLong();
            _message.Action = data.ReadInt();
            _message.Windows = data.ReadInt();
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
