using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>An offer of a model.</summary>
    public sealed class ModelOfferPlayer : MessagePlayer
    {
        private ModelOffer _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new ModelOffer();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Id = (uint)data.ReadLong();
            byte[] hash = data.ReadBytes();
            Array.Copy(hash, 0, _message.Hash, 0, hash.Length);
            _message.Total = data.ReadInt();
            _message.ModelVersion = (uint)data.ReadLong();
            _message.ModelId = data.ReadText();
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
