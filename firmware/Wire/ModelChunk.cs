namespace AIoT.Embedded.Wire
{
    /// <summary>A piece of a model that was offered (wire contract, ModelChunk).</summary>
    public sealed class ModelChunk
    {
        private const int Keys = 5;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();
        private readonly byte[] _hash = new byte[WireLimits.ModelBytes];

        /// <summary>The sender's number of the command: it comes back in an answer.</summary>
        public uint Id { get; set; }

        /// <summary>The first 8 bytes of the hash that was offered.</summary>
        public byte[] Hash
        {
            get { return _hash; }
        }

        /// <summary>Where the piece starts in the file.</summary>
        public int First { get; set; }

        /// <summary>The buffer that holds the piece: after <see cref="TryDecode"/> the message's own.</summary>
        public byte[] Buffer { get; set; }
        
        /// <summary>Where the piece starts in the buffer.</summary>
        public int Offset { get; set; }
        
        /// <summary>The piece's length, 1 to 1024 bytes.</summary>
        public int Length { get; set; }

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
            writer.WriteBytes(_hash, 0, WireLimits.ModelBytes);
            writer.WriteInteger(4);
            writer.WriteInteger(First);
            writer.WriteInteger(5);
            writer.WriteBytes(Buffer, Offset, Length);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map;
            CborReader reader = map.Reader;
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
                    case 3:
                        if (reader.ReadBytes(_hash) != WireLimits.ModelBytes)
                        {
                            reader.Refuse("a hash has the wrong length");
                        }

                        break;
                    case 4:
                        First = (int)reader.ReadUnsigned(0, WireLimits.ModelFileBytes - 1);
                        break;
                    default:
                        int start;
                        Length = reader.ReadBytesInPlace(WireLimits.ModelChunkBytes, out start);
                        Offset = start;
                        Buffer = buffer;
                        if (Length == 0)
                        {
                            reader.Refuse("a piece is empty");
                        }

                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
