using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A Cursor: epoch, seq, time, bytes; both ways.</summary>
    public sealed class CursorPlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            Cursor cursor = new Cursor();
            cursor.Epoch = (uint)data.ReadLong();
            cursor.Seq = data.ReadLong();
            cursor.Time = data.ReadLong();
            byte[] golden = data.ReadBytes();
            byte[] buffer = new byte[WireLimits.CursorBytes];
            result.Start();
            int length = cursor.Encode(buffer, 0);
            result.Stop();
            result.Expect("byte", golden, buffer, 0, length);
            Cursor decoded = new Cursor();
            result.Start();
            bool taken = decoded.TryDecode(golden, 0, golden.Length);
            result.Stop();
            if (!taken)
            {
                result.Refuse("the golden bytes are refused: " + decoded.Reason);
                return;
            }

            result.Expect("byte after decoding", golden, buffer, 0, decoded.Encode(buffer, 0));
        }
    }
}
