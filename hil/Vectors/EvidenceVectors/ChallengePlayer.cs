using System;
using AIoT.Embedded.Replay;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.EvidenceVectors
{
    /// <summary>A challenge.</summary>
    public sealed class ChallengePlayer : MessagePlayer
    {
        private Challenge _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new Challenge();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            byte[] nonce = data.ReadBytes();
            Array.Copy(nonce, 0, _message.Nonce, 0, nonce.Length);
            _message.NonceLength = nonce.Length;
            _message.Id = (uint)data.ReadLong();
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
