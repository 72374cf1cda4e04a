using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A piece of a model.</summary>
    public sealed class ModelChunkPlayer : MessagePlayer
    {
        private ModelChunk _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new ModelChunk();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            _message.Id = (uint)data.ReadLong();
            byte[] hash = data.ReadBytes();
            Array.Copy(hash, 0, _message.Hash, 0, hash.Length);
            _message.First = data.ReadInt();
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
