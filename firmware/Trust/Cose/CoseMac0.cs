using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Trust
{
    /// <summary>COSE_Mac0 with HMAC 256/256 (RFC 9052, section 6.2; RFC 9053, section 3.1).</summary>
    public static class CoseMac0
    {
        private const string Context = "MAC0";

        /// <summary>Writes a payload and its tag under a key.</summary>
        /// <param name="key">Computes the tag.</param>
        /// <param name="payload">Holds the payload.</param>
        /// <param name="offset">Its first byte.</param>
        /// <param name="length">Its length.</param>
        /// <param name="message">Takes the message from index 0 on.</param>
        /// <returns>The message's length; 0 when it does not fit.</returns>
        public static int Seal(IKeyProvider key, byte[] payload, int offset, int length, byte[] message)
        {
            byte[] header = { 0xA1, 0x01, CoseLimits.HmacSha256 };
            byte[] tag = key.Authenticate(CoseMessage.Structure(Context, header, 0, header.Length, null, payload, offset, length));
            CborWriter writer = new CborWriter();
            writer.Reset(message, 0, message.Length);
            writer.WriteTag(CoseLimits.Mac0Tag);
            writer.WriteArray(4);
            writer.WriteBytes(header, 0, header.Length);
            writer.WriteMap(0);
            writer.WriteBytes(payload, offset, length);
            writer.WriteBytes(tag, 0, tag.Length);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Checks the tag of a message that <see cref="CoseMessage.TryRead"/> has read, in a time that does not depend on where it differs.</summary>
        /// <param name="message">The message.</param>
        /// <param name="key">Computes the tag.</param>
        /// <param name="external">Data that both sides know and the message lacks; at most 64 bytes, or null.</param>
        /// <returns>True when the algorithm is HMAC 256/256 and the tag is the key's.</returns>
        public static bool Verify(CoseMessage message, IKeyProvider key, byte[] external)
        {
            if (message.Algorithm != CoseLimits.HmacSha256 || message.ProofLength != CoseLimits.MacBytes || (external != null && external.Length > CoseLimits.ExternalBytes))
            {
                return false;
            }

            byte[] structure = CoseMessage.Structure(
                Context, message.Buffer, message.ProtectedOffset, message.ProtectedLength, external, message.Buffer, message.PayloadOffset, message.PayloadLength);
            return FixedTime.Equal(key.Authenticate(structure), 0, message.Buffer, message.ProofOffset, CoseLimits.MacBytes);
        }
    }
}
