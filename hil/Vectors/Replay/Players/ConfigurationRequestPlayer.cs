using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A new configuration.</summary>
    public sealed class ConfigurationRequestPlayer : MessagePlayer
    {
        private ConfigurationRequest _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new ConfigurationRequest();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Id = (uint)data.ReadLong();
            _message.Buffer = data.ReadBytes();
            _message.Offset = 0;
            _message.Length = _message.Buffer.Length;
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
