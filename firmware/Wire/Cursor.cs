namespace AIoT.Embedded.Wire
{
    /// <summary>The gateway's acknowledgement: up to where a board's readings are committed (wire contract, Cursor).</summary>
    public sealed class Cursor
    {
        private const int Keys = 4;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();

        /// <summary>The store epoch that the cursor is of.</summary>
        public uint Epoch { get; set; }

        /// <summary>Every reading of the epoch up to and including this one is committed; 0: none.</summary>
        public long Seq { get; set; }

        /// <summary>The gateway's UTC milliseconds since 1970.</summary>
        public long Time { get; set; }

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
            writer.WriteInteger(Epoch);
            writer.WriteInteger(3);
            writer.WriteInteger(Seq);
            writer.WriteInteger(4);
            writer.WriteInteger(Time);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map;
            CborReader reader = map.Reader;
            map.Begin(buffer, offset, length, WireLimits.CursorBytes, Keys);
            for (int key = map.Next(); key != 0; key = map.Next())
            {
                switch (key)
                {
                    case 1:
                        reader.ReadUnsigned(WireLimits.Version, WireLimits.Version);
                        break;
                    case 2:
                        Epoch = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    case 3:
                        Seq = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                        break;
                    default:
                        Time = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
