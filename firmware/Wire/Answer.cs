namespace AIoT.Embedded.Wire
{
    /// <summary>What became of a command (wire contract, Answer).</summary>
    public sealed class Answer
    {
        private const int Keys = 7;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();

        /// <summary>Drawn at random when the board's store was formatted.</summary>
        public uint Epoch { get; set; }

        /// <summary>The epoch's boot counter, from 1.</summary>
        public uint Boot { get; set; }

        /// <summary>The command's kind (<see cref="TopicKind"/>).</summary>
        public int Kind { get; set; }

        /// <summary>The command's number; 0 where it could not be read.</summary>
        public uint Id { get; set; }

        /// <summary>What became of it (<see cref="CommandResult"/>).</summary>
        public int Result { get; set; }

        /// <summary>Why, or what there is to say: at most 96 printable ASCII characters.</summary>
        public string Text { get; set; } = "";

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
            writer.WriteInteger(Boot);
            writer.WriteInteger(4);
            writer.WriteInteger(Kind);
            writer.WriteInteger(5);
            writer.WriteInteger(Id);
            writer.WriteInteger(6);
            writer.WriteInteger(Result);
            writer.WriteInteger(7);
            writer.WriteText(Text.Length <= WireLimits.ReasonLength ? Text : Text.Substring(0, WireLimits.ReasonLength));
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map;
            CborReader reader = map.Reader;
            map.Begin(buffer, offset, length, WireLimits.ReplyBytes, Keys);
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
                        Boot = (uint)reader.ReadUnsigned(1, WireLimits.MaxUInt32);
                        break;
                    case 4:
                        Kind = (int)reader.ReadUnsigned(0, TopicKind.Last);
                        break;
                    case 5:
                        Id = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    case 6:
                        Result = (int)reader.ReadUnsigned(CommandResult.Done, CommandResult.Count - 1);
                        break;
                    default:
                        Text = reader.ReadText(WireLimits.ReasonLength);
                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
