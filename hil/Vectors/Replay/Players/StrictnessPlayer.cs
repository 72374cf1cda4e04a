using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>Bytes given to the reader of cursors: the reason of the refusal (empty: they are to be taken as epoch 7, seq 9, time 11), and the bytes.</summary>
    public sealed class StrictnessPlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            string reason = data.ReadText();
            byte[] bytes = data.ReadBytes();
            Cursor cursor = new Cursor();
            result.Start();
            bool taken = cursor.TryDecode(bytes, 0, bytes.Length);
            result.Stop();
            result.Expect(reason.Length == 0 ? "taken" : "refused (" + reason + ")", reason.Length == 0 ? 1 : 0, taken ? 1 : 0);
            if (taken)
            {
                result.Expect("epoch", 7, cursor.Epoch);
                result.Expect("seq", 9, cursor.Seq);
                result.Expect("time", 11, cursor.Time);
            }
            else if (cursor.Reason == null || cursor.Reason.IndexOf(reason) < 0)
            {
                result.Refuse("refused as '" + cursor.Reason + "', not as '" + reason + "'");
            }
        }
    }
}
