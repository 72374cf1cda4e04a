namespace AIoT.Embedded.Wire
{
    /// <summary>A gateway gives a board another configuration (wire contract, ConfigurationRequest).</summary>
    public sealed class ConfigurationRequest
    {
        private const int Keys = 3;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();

        /// <summary>The sender's number of the command: it comes back in the answer.</summary>
        public uint Id { get; set; }

        /// <summary>The buffer that holds the configuration's bytes: after <see cref="TryDecode"/> the message's own.</summary>
        public byte[] Buffer { get; set; }

        /// <summary>Where the configuration's bytes start.</summary>
        public int Offset { get; set; }

        /// <summary>The configuration's length, 1 to 1024 bytes.</summary>
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
            writer.WriteBytes(Buffer, Offset, Length);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map;
            CborReader reader = map.Reader;
            Buffer = buffer;
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
                        int at;
                        Length = reader.ReadBytesInPlace(WireLimits.ConfigurationBytes, out at);
                        Offset = at;
                        if (Length == 0)
                        {
                            reader.Refuse("an empty configuration");
                        }

                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
