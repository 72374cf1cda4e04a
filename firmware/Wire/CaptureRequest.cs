namespace AIoT.Embedded.Wire
{
    /// <summary>A gateway asks a board for raw samples (wire contract, CaptureRequest).</summary>
    public sealed class CaptureRequest
    {
        /// <summary>Action: keep the samples of the next window, and send them.</summary>
        public const int Take = 0;

        /// <summary>Action: send samples of the capture that is held, again.</summary>
        public const int Resend = 1;

        private const int Keys = 6;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();

        /// <summary>The sender's number of the command: it comes back in the answer.</summary>
        public uint Id { get; set; }

        /// <summary><see cref="Take"/> or <see cref="Resend"/>.</summary>
        public int Action { get; set; }

        /// <summary>The capture to send again; 0 with <see cref="Take"/>.</summary>
        public uint Capture { get; set; }

        /// <summary>The first sample to send.</summary>
        public int First { get; set; }

        /// <summary>The number of samples to send; 0: all from the first on.</summary>
        public int Count { get; set; }

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
            writer.WriteInteger(Capture);
            writer.WriteInteger(5);
            writer.WriteInteger(First);
            writer.WriteInteger(6);
            writer.WriteInteger(Count);
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
                        Action = (int)reader.ReadUnsigned(Take, Resend);
                        break;
                    case 4:
                        Capture = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    case 5:
                        First = (int)reader.ReadUnsigned(0, WireLimits.CaptureSamples - 1);
                        break;
                    default:
                        Count = (int)reader.ReadUnsigned(0, WireLimits.CaptureSamples);
                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
