using AIoT.Embedded.Replay;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.EvidenceVectors
{
    /// <summary>
    /// The claims in the order of their keys (an empty list or text: absent), the key, the payload, the token. The claims must give the payload, the
    /// payload the token; the token must be accepted, and refused with one bit of its payload changed.
    /// </summary>
    public sealed class EvidenceTokenPlayer : CasePlayer
    {
        private readonly byte[] _buffer = new byte[1024];

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            EvidenceClaims claims = Claims(data);
            SoftwareKeyProvider key = new SoftwareKeyProvider(data.ReadBytes());
            byte[] payload = data.ReadBytes();
            byte[] token = data.ReadBytes();
            result.Start();
            int length = claims.Encode(_buffer, 0);
            result.Stop();
            result.Expect("payload", payload, _buffer, 0, length);
            result.Start();
            length = CoseMac0.Seal(key, payload, 0, payload.Length, _buffer);
            result.Stop();
            result.Expect("token", token, _buffer, 0, length);
            EvidenceClaims read = new EvidenceClaims();
            if (!read.TryDecode(payload, 0, payload.Length))
            {
                result.Refuse("the golden payload is refused: " + read.Reason);
                return;
            }

            result.Expect("payload after decoding", payload, _buffer, 0, read.Encode(_buffer, 0));
            CoseMessage message = new CoseMessage();
            if (!message.TryRead(token, 0, token.Length, CoseLimits.Mac0Tag))
            {
                result.Refuse("the golden token is refused: " + message.Reason);
                return;
            }

            result.Expect("the token is accepted", 1, CoseMac0.Verify(message, key, null) ? 1 : 0);
            token[message.PayloadOffset + message.PayloadLength - 1] ^= 1;
            result.Expect("a changed token is accepted", 0, CoseMac0.Verify(message, key, null) ? 1 : 0);
        }

        private static EvidenceClaims Claims(CaseReader data)
        {
            EvidenceClaims claims = new EvidenceClaims();
            claims.Nonce = Bytes(data);
            claims.Ueid = Bytes(data);
            claims.OemId = Bytes(data);
            claims.HardwareModel = Text(data);
            claims.UptimeSeconds = data.ReadLong();
            claims.DebugStatus = data.ReadInt();
            claims.BootCount = data.ReadLong();
            claims.BootSeed = Bytes(data);
            claims.SoftwareName = Text(data);
            claims.SoftwareVersion = Text(data);
            claims.FirmwareHash = Bytes(data);
            claims.ModelHash = Bytes(data);
            claims.ConfigurationHash = Bytes(data);
            return claims;
        }

        private static byte[] Bytes(CaseReader data)
        {
            byte[] bytes = data.ReadBytes();
            return bytes.Length == 0 ? null : bytes;
        }

        private static string Text(CaseReader data)
        {
            string text = data.ReadText();
            return text.Length == 0 ? null : text;
        }
    }
}
