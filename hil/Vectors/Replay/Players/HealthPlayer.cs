using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>A Health: its fields in the order of their keys, then its bytes; both ways.</summary>
    public sealed class HealthPlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            Health health = new Health();
            health.Epoch = (uint)data.ReadLong();
            health.Boot = (uint)data.ReadLong();
            health.Uptime = data.ReadLong();
            health.Produced = data.ReadLong();
            health.Acked = data.ReadLong();
            health.Refused = data.ReadLong();
            health.Errors = data.ReadLong();
            health.Firmware = data.ReadText();
            health.Free = data.ReadLong();
            byte[] golden = data.ReadBytes();
            byte[] buffer = new byte[WireLimits.HealthBytes];
            result.Start();
            int length = health.Encode(buffer, 0);
            result.Stop();
            result.Expect("byte", golden, buffer, 0, length);
            Health decoded = new Health();
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
