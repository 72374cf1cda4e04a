using AIoT.Embedded.Inference;

namespace AIoT.Embedded.Trust
{
    /// <summary>COSE_Sign1 with ES256 (RFC 9052, section 4.2; RFC 9053, section 2.1).</summary>
    public static class CoseSign1
    {
        private const string Context = "Signature1";

        /// <summary>The SHA-256 that is signed: of <c>["Signature1", protected, external data, payload]</c>.</summary>
        public static byte[] Digest(byte[] header, int headerOffset, int headerLength, byte[] external, byte[] payload, int payloadOffset, int payloadLength)
        {
            byte[] structure = CoseMessage.Structure(Context, header, headerOffset, headerLength, external, payload, payloadOffset, payloadLength);
            return Sha256.Hash(structure, 0, structure.Length);
        }

        /// <summary>Checks the signature of a message that <see cref="CoseMessage.TryRead"/> has read.</summary>
        /// <param name="message">The message.</param>
        /// <param name="key">x and y of the public key, 64 bytes.</param>
        /// <param name="external">Data that both sides know and the message lacks; at most 64 bytes, or null.</param>
        /// <returns>True when the algorithm is ES256 and the signature is the key's.</returns>
        public static bool Verify(CoseMessage message, byte[] key, byte[] external)
        {
            if (message.Algorithm != CoseLimits.Es256 || message.ProofLength != Es256.SignatureBytes || (external != null && external.Length > CoseLimits.ExternalBytes))
            {
                return false;
            }

            byte[] digest = Digest(message.Buffer, message.ProtectedOffset, message.ProtectedLength, external, message.Buffer, message.PayloadOffset, message.PayloadLength);
            return Es256.Verify(key, digest, message.Buffer, message.ProofOffset);
        }
    }
}
