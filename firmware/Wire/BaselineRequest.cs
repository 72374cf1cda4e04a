namespace AIoT.Embedded.Wire
{
    /// <summary>A gateway tells a board to learn or to forget its machine's healthy state (wire contract, BaselineRequest).</summary>
    public sealed class BaselineRequest
    {
        /// <summary>Action: say how far it is; the answer's reason tells.</summary>
        public const int Report = 0;

        /// <summary>Action: forget, and learn anew from the windows that come.</summary>
        public const int Learn = 1;

        /// <summary>Action: end learning now, with what has been learnt.</summary>
        public const int Finish = 2;

        /// <summary>Action: forget, and go on without a baseline.</summary>
        public const int Forget = 3;

        private const int Keys = 4;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();

        /// <summary>The sender's number of the command: it comes back in the answer.</summary>
        public uint Id { get; set; }

        /// <summary><see cref="Report"/>, <see cref="Learn"/>, <see cref="Finish"/> or <see cref="Forget"/>.</summary>
        public int Action { get; set; }

        /// <summary>The windows to learn from; 0: as configured.</summary>
        public int Windows { get; set; }

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
            writer.WriteInteger(Action);
            writer.WriteInteger(4);
            writer.WriteInteger(Windows);
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
                        Action = (int)reader.ReadUnsigned(Report, Forget);
                        break;
                    default:
                        Windows = (int)reader.ReadUnsigned(0, 1000000);
                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
