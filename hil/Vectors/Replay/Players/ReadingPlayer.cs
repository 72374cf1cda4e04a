using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A Reading; the optional keys follow as 0 or 1 and their value.</summary>
    public sealed class ReadingPlayer : MessagePlayer
    {
        private Reading _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new Reading();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            Reading reading = _message;
            reading.Epoch = (uint)data.ReadLong();
            reading.Seq = data.ReadLong();
            reading.Boot = (uint)data.ReadLong();
            reading.Time = data.ReadLong();
            reading.Uptime = data.ReadLong();
            reading.Sensor = data.ReadInt();
            reading.Flags = data.ReadInt();
            byte[] model = data.ReadBytes();
            reading.HasModel = model.Length != 0;
            Array.Copy(model, 0, reading.Model, 0, model.Length);
            reading.Rate = data.ReadInt();
            reading.SpeedMilliHz = data.ReadInt();
            reading.FeatureCount = Fill(data, reading.Features);
            reading.ScoreCount = Fill(data, reading.Scores);
            reading.State = data.ReadInt();
            reading.Class = data.ReadInt();
            reading.Score = data.ReadInt();
            Fill(data, reading.Scalars);
            reading.Windows = data.ReadInt();
            reading.HasNovelty = data.ReadInt() == 1;
            reading.Novelty = data.ReadInt();
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

        private static int Fill(CaseReader data, int[] into)
        {
            int[] values = data.ReadInts();
            Array.Copy(values, 0, into, 0, values.Length);
            return values.Length;
        }
    }
}
