using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// Takes a tagged COSE_Mac0 or COSE_Sign1 apart: <c>[protected bstr, unprotected map, payload bstr, tag or signature bstr]</c> (RFC 9052,
    /// sections 4.2 and 6.2). Stricter than COSE: deterministic CBOR, integer labels ascending and each once, the algorithm in the protected
    /// header, no critical parameters; what stands in the unprotected header is not used. It refers to the caller's bytes.
    /// </summary>
    public sealed class CoseMessage
    {
        private const int MostLabels = 16;
        private readonly CborReader _reader = new CborReader();
        private readonly CborReader _header = new CborReader();

        /// <summary>The bytes that were read.</summary>
        public byte[] Buffer { get; private set; }

        /// <summary>The algorithm (RFC 9053).</summary>
        public int Algorithm { get; private set; }

        /// <summary>The protected header's bytes: where they start.</summary>
        public int ProtectedOffset { get; private set; }

        /// <summary>The protected header's length.</summary>
        public int ProtectedLength { get; private set; }

        /// <summary>The payload: where it starts.</summary>
        public int PayloadOffset { get; private set; }

        /// <summary>The payload's length.</summary>
        public int PayloadLength { get; private set; }

        /// <summary>The tag or signature: where it starts.</summary>
        public int ProofOffset { get; private set; }

        /// <summary>The tag's or signature's length, at most 64.</summary>
        public int ProofLength { get; private set; }

        /// <summary>The key identifier in the protected header: where it starts.</summary>
        public int KeyIdOffset { get; private set; }

        /// <summary>The key identifier's length; 0: there is none.</summary>
        public int KeyIdLength { get; private set; }

        /// <summary>The hash algorithm whose result the payload is; 0: the payload is no hash.</summary>
        public int PayloadHash { get; private set; }

        /// <summary>The value of this project's own parameter: where it starts.</summary>
        public int StatementOffset { get; private set; }

        /// <summary>Its length; 0: there is none.</summary>
        public int StatementLength { get; private set; }

        /// <summary>Why the last <see cref="TryRead"/> refused its message, or null.</summary>
        public string Reason { get; private set; }

        /// <summary>Reads a message; checks its form, not its proof.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Its first byte.</param>
        /// <param name="length">Its length.</param>
        /// <param name="tag">The CBOR tag that it must have.</param>
        /// <returns>False when it is refused, for <see cref="Reason"/>.</returns>
        /// <exception cref="System.ArgumentOutOfRangeException">The range is not inside the buffer.</exception>
        public bool TryRead(byte[] buffer, int offset, int length, int tag)
        {
            CborReader reader = _reader;
            Buffer = buffer;
            reader.Reset(buffer, offset, length);
            reader.ReadTag(tag);
            if (reader.ReadArray(4) != 4)
            {
                reader.Refuse("a COSE message has four parts");
            }

            int start;
            ProtectedLength = reader.ReadBytesInPlace(CoseLimits.ProtectedBytes, out start);
            ProtectedOffset = start;
            int labels = reader.ReadMap(MostLabels);
            for (int i = 0; i < labels && !reader.Failed; i++)
            {
                reader.ReadInt32();
                reader.Skip();
            }

            PayloadLength = reader.ReadBytesInPlace(CoseLimits.PayloadBytes, out start);
            PayloadOffset = start;
            ProofLength = reader.ReadBytesInPlace(Es256.SignatureBytes, out start);
            ProofOffset = start;
            if (!reader.Failed && !reader.AtEnd)
            {
                reader.Refuse("bytes follow the message");
            }

            Reason = reader.Failed ? reader.Reason : ReadHeader();
            return Reason == null;
        }

        /// <summary>
        /// What a proof is over: <c>[context, protected, external data, payload]</c> in CBOR (RFC 9052, sections 4.4 and 6.3).
        /// </summary>
        /// <param name="context">"MAC0" or "Signature1".</param>
        /// <param name="head">Holds the protected header.</param>
        /// <param name="headOffset">Its first byte.</param>
        /// <param name="headLength">Its length.</param>
        /// <param name="external">Data that both sides know and the message lacks; at most 64 bytes, or null.</param>
        /// <param name="payload">Holds the payload.</param>
        /// <param name="payloadOffset">Its first byte.</param>
        /// <param name="payloadLength">Its length.</param>
        public static byte[] Structure(string context, byte[] head, int headOffset, int headLength, byte[] external, byte[] payload, int payloadOffset, int payloadLength)
        {
            int externalLength = external == null ? 0 : external.Length;

            // Heads: 1 for the array, 1 for the context, at most 3 for each string.
            byte[] room = new byte[1 + 1 + context.Length + 9 + headLength + externalLength + payloadLength];
            CborWriter writer = new CborWriter();
            writer.Reset(room, 0, room.Length);
            writer.WriteArray(4);
            writer.WriteText(context);
            writer.WriteBytes(head, headOffset, headLength);
            writer.WriteBytes(external == null ? room : external, 0, externalLength);
            writer.WriteBytes(payload, payloadOffset, payloadLength);
            byte[] structure = new byte[writer.Length];
            System.Array.Copy(room, 0, structure, 0, structure.Length);
            return structure;
        }

        private string ReadHeader()
        {
            CborReader header = _header;
            header.Reset(Buffer, ProtectedOffset, ProtectedLength);
            Algorithm = 0;
            KeyIdLength = 0;
            PayloadHash = 0;
            StatementLength = 0;
            int labels = header.ReadMap(MostLabels);
            long last = -1;
            for (int i = 0; i < labels && !header.Failed; i++)
            {
                int label = header.ReadInt32();

                // Encoded keys ascend: unsigned ones first, then negative ones away from zero.
                long order = label >= 0 ? label : 0x100000000L + ~label;
                if (order <= last)
                {
                    header.Refuse("header labels are not ascending");
                }

                last = order;
                ReadParameter(header, label);
            }

            if (!header.Failed && !header.AtEnd)
            {
                header.Refuse("bytes follow the protected header");
            }

            return header.Failed ? header.Reason : Algorithm == 0 ? "the protected header names no algorithm" : null;
        }

        private void ReadParameter(CborReader header, int label)
        {
            int start;
            switch (label)
            {
                case CoseLimits.AlgorithmLabel:
                    Algorithm = header.ReadInt32();
                    break;
                case CoseLimits.CriticalLabel:
                    header.Refuse("a critical header parameter is not understood");
                    break;
                case CoseLimits.KeyIdLabel:
                    KeyIdLength = header.ReadBytesInPlace(CoseLimits.ProtectedBytes, out start);
                    KeyIdOffset = start;
                    break;
                case CoseLimits.PayloadHashLabel:
                    PayloadHash = header.ReadInt32();
                    break;
                case CoseLimits.StatementLabel:
                    start = header.Position;
                    header.Skip();
                    StatementOffset = start;
                    StatementLength = header.Failed ? 0 : header.Position - start;
                    break;
                default:
                    header.Skip();
                    break;
            }
        }
    }
}
