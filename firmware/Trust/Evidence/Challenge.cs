using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Trust
{
    /// <summary>A gateway asks a board for evidence (evidence contract, Challenge).</summary>
    public sealed class Challenge
    {
        private const int Keys = 3;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();
        private readonly byte[] _nonce = new byte[EvidenceClaim.NonceMost];

        /// <summary>The sender's number of the command: it comes back in an answer.</summary>
        public uint Id { get; set; }

        /// <summary>Room for the nonce, 64 bytes.</summary>
        public byte[] Nonce
        {
            get { return _nonce; }
        }

        /// <summary>Bytes of the nonce, 16 to 64.</summary>
        public int NonceLength { get; set; }

        /// <summary>Why the last <see cref="TryDecode"/> refused its message, or null.</summary>
        public string Reason
        {
            get { return _map.Reader.Reason; }
        }

        /// <summary>Writes the message at <paramref name="offset"/>.</summary>
        /// <returns>Its length; 0 when the room in the buffer is too small.</returns>
        public int Encode(byte[] buffer, int offset)
        {
            CborWriter writer = _writer;
            writer.Reset(buffer, offset, buffer.Length - offset);
            writer.WriteMap(Keys);
            writer.WriteInteger(1);
            writer.WriteInteger(WireLimits.Version);
            writer.WriteInteger(2);
            writer.WriteInteger(Id);
            writer.WriteInteger(3);
            writer.WriteBytes(_nonce, 0, NonceLength);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map;
            CborReader reader = map.Reader;
            Id = 0;
            map.Begin(buffer, offset, length, WireLimits.CommandBytes, Keys);
            for (int key = map.Next(); key != 0; key = map.Next())
            {
                switch (key)
                {
                    case 1:
                        reader.ReadUnsigned(WireLimits.Version, WireLimits.Version);
                        break;
                    case 2:
                        Id = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    default:
                        NonceLength = reader.ReadBytes(_nonce);
                        if (NonceLength < EvidenceClaim.NonceLeast)
                        {
                            reader.Refuse("a nonce has 16 to 64 bytes");
                        }

                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
