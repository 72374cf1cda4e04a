using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A board's answer to a command.</summary>
    public sealed class AnswerPlayer : MessagePlayer
    {
        private Answer _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new Answer();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Epoch = (uint)data.ReadLong();
            _message.Boot = (uint)data.ReadLong();
            _message.Kind = data.ReadInt();
            _message.Id = (uint)data.ReadLong();
            _message.Result = data.ReadInt();
            _message.Text = data.ReadText();
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
