using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A Reading: its fields in the order of their keys, then its bytes. Encoded it must give the bytes, decoded and encoded again as well.</summary>
    public sealed class ReadingPlayer : CasePlayer
    {
        private const int Before = 3;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            Reading reading = new Reading();
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
            byte[] golden = data.ReadBytes();
            byte[] buffer = new byte[WireLimits.ReadingBytes + Before];
            result.Start();
            int length = reading.Encode(buffer, Before);
            result.Stop();
            result.Expect("byte", golden, buffer, Before, length);
            Reading decoded = new Reading();
            result.Start();
            bool taken = decoded.TryDecode(golden, 0, golden.Length);
            result.Stop();
            if (!taken)
            {
                result.Refuse("the golden bytes are refused: " + decoded.Reason);
                return;
            }

            result.Expect("byte after decoding", golden, buffer, Before, decoded.Encode(buffer, Before));
        }

        private static int Fill(CaseReader data, int[] into)
        {
            int[] values = data.ReadInts();
            Array.Copy(values, 0, into, 0, values.Length);
            return values.Length;
        }
    }
}
