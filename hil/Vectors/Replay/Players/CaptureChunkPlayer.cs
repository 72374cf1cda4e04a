using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A piece of a raw capture.</summary>
    public sealed class CaptureChunkPlayer : MessagePlayer
    {
        private CaptureChunk _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new CaptureChunk();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            CaptureChunk chunk = _message;
            chunk.Epoch = (uint)data.ReadLong();
            chunk.Boot = (uint)data.ReadLong();
            chunk.Capture = (uint)data.ReadLong();
            chunk.Seq = data.ReadLong();
            chunk.Time = data.ReadLong();
            chunk.Cause = data.ReadInt();
            chunk.Rate = data.ReadInt();
            chunk.NanoGPerLsb = data.ReadInt();
            chunk.Total = data.ReadInt();
            int first = data.ReadInt();
            short[] samples = data.ReadShorts();

            // The samples are given as a capture of their own; where they lie in the whole is said afterwards.
            chunk.First = 0;
            chunk.Count = samples.Length;
            chunk.SetSamples(samples);
            chunk.First = first;
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
