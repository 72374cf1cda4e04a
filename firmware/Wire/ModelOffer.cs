namespace AIoT.Embedded.Wire
{
    /// <summary>A gateway offers a board a model (wire contract, ModelOffer).</summary>
    public sealed class ModelOffer
    {
        private const int Keys = 6;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();
        private readonly byte[] _hash = new byte[WireLimits.HashBytes];

        /// <summary>The sender's number of the command: it comes back in an answer.</summary>
        public uint Id { get; set; }

        /// <summary>SHA-256 of the image's body, 32 bytes: it names the image.</summary>
        public byte[] Hash
        {
            get { return _hash; }
        }

        /// <summary>Bytes of the whole file: body and signature.</summary>
        public int Total { get; set; }

        /// <summary>The model's version, as the image says it.</summary>
        public uint ModelVersion { get; set; }

        /// <summary>The model's id, as the image says it: 1 to 32 printable ASCII characters.</summary>
        public string ModelId { get; set; } = "";

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
            writer.WriteBytes(_hash, 0, WireLimits.HashBytes);
            writer.WriteInteger(4);
            writer.WriteInteger(Total);
            writer.WriteInteger(5);
            writer.WriteInteger(ModelVersion);
            writer.WriteInteger(6);
            writer.WriteText(ModelId);
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
                        if (reader.ReadBytes(_hash) != WireLimits.HashBytes)
                        {
                            reader.Refuse("a hash has the wrong length");
                        }

                        break;
                    case 4:
                        Total = (int)reader.ReadUnsigned(1, WireLimits.ModelFileBytes);
                        break;
                    case 5:
                        ModelVersion = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    default:
                        ModelId = reader.ReadText(WireLimits.ModelIdLength);
                        if (ModelId.Length == 0)
                        {
                            reader.Refuse("a model has an id");
                        }

                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
