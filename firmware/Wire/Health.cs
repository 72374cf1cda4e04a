namespace AIoT.Embedded.Wire
{
    /// <summary>How a board is: its counters and its memory (wire contract, Health).</summary>
    public sealed class Health
    {
        private const int Keys = 10;
        private const int Known = 11;
        private readonly CborWriter _writer = new CborWriter();
        private WireMap _map; // for decoding only

        /// <summary>Drawn at random when the board's store was formatted.</summary>
        public uint Epoch { get; set; }

        /// <summary>The epoch's boot counter, from 1.</summary>
        public uint Boot { get; set; }

        /// <summary>Milliseconds since boot.</summary>
        public long Uptime { get; set; }

        /// <summary>The last sequence number given out.</summary>
        public long Produced { get; set; }

        /// <summary>The last sequence number acknowledged.</summary>
        public long Acked { get; set; }

        /// <summary>Windows not stored because the store was full.</summary>
        public long Refused { get; set; }

        /// <summary>Bad messages, send failures and sensor faults since boot.</summary>
        public long Errors { get; set; }

        /// <summary>The firmware's version: at most 32 printable ASCII characters.</summary>
        public string Firmware { get; set; } = "";

        /// <summary>Free managed memory in bytes; 0 unknown.</summary>
        public long Free { get; set; }

        /// <summary>What happened since boot, by <see cref="HealthCounter"/>; the first <see cref="CounterCount"/> travel.</summary>
        public int[] Counters { get; } = new int[WireLimits.Counters];

        /// <summary>The number of counters, 0 to 32; 0: the message has none.</summary>
        public int CounterCount { get; set; }

        /// <summary>Why the last <see cref="TryDecode"/> refused its message, or null.</summary>
        public string Reason
        {
            get { return _map == null ? null : _map.Reader.Reason; }
        }

        /// <summary>Writes the message at <paramref name="offset"/>.</summary>
        /// <returns>Its length; 0 when the room in the buffer is too small.</returns>
        public int Encode(byte[] buffer, int offset)
        {
            CborWriter writer = _writer;
            writer.Reset(buffer, offset, buffer.Length - offset);
            writer.WriteMap(CounterCount == 0 ? Keys : Known);
            writer.WriteInteger(1);
            writer.WriteInteger(WireLimits.Version);
            writer.WriteInteger(2);
            writer.WriteInteger(Epoch);
            writer.WriteInteger(3);
            writer.WriteInteger(Boot);
            writer.WriteInteger(4);
            writer.WriteInteger(Uptime);
            writer.WriteInteger(5);
            writer.WriteInteger(Produced);
            writer.WriteInteger(6);
            writer.WriteInteger(Acked);
            writer.WriteInteger(7);
            writer.WriteInteger(Refused);
            writer.WriteInteger(8);
            writer.WriteInteger(Errors);
            writer.WriteInteger(9);
            writer.WriteText(Firmware);
            writer.WriteInteger(10);
            writer.WriteInteger(Free);
            if (CounterCount != 0)
            {
                writer.WriteInteger(11);
                writer.WriteIntegers(Counters, CounterCount);
            }

            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map ?? (_map = new WireMap());
            map.Begin(buffer, offset, length, WireLimits.HealthBytes, Keys, Known);
            CounterCount = 0;
            for (int key = map.Next(); key != 0; key = map.Next())
            {
                Read(map.Reader, key);
            }

            return !map.Reader.Failed;
        }

        private void Read(CborReader reader, int key)
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
                    Boot = (uint)reader.ReadUnsigned(1, WireLimits.MaxUInt32);
                    break;
                case 4:
                    Uptime = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 5:
                    Produced = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 6:
                    Acked = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 7:
                    Refused = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 8:
                    Errors = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 9:
                    Firmware = reader.ReadText(WireLimits.FirmwareLength);
                    break;
                case 10:
                    Free = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                default:
                    ReadCounters(reader);
                    break;
            }
        }

        private void ReadCounters(CborReader reader)
        {
            int count = reader.ReadArray(WireLimits.Counters);
            if (count == 0)
            {
                reader.Refuse("an empty list of counters");
            }

            for (int i = 0; i < count; i++)
            {
                Counters[i] = (int)reader.ReadUnsigned(0, int.MaxValue);
            }

            CounterCount = count;
        }
    }
}
