namespace AIoT.Embedded.Wire
{
    /// <summary>How a board stands with its models (wire contract, ModelReport).</summary>
    public sealed class ModelReport
    {
        private const int Keys = 14;
        private readonly WireMap _map = new WireMap();
        private readonly CborWriter _writer = new CborWriter();
        private readonly byte[] _active = new byte[WireLimits.HashBytes];
        private readonly byte[] _offered = new byte[WireLimits.HashBytes];
        private readonly int[] _refusals = new int[ModelRefusal.Count];

        /// <summary>Drawn at random when the board's store was formatted.</summary>
        public uint Epoch { get; set; }

        /// <summary>The epoch's boot counter, from 1.</summary>
        public uint Boot { get; set; }

        /// <summary>What the board is about (<see cref="ModelState"/>).</summary>
        public int State { get; set; }

        /// <summary>SHA-256 of the body of the image in use.</summary>
        public byte[] Active
        {
            get { return _active; }
        }
        
        /// <summary>True when <see cref="Active"/> counts.</summary>
        public bool HasActive { get; set; }

        /// <summary>The version of the model in use; 0: none.</summary>
        public uint ActiveVersion { get; set; }

        /// <summary>SHA-256 of the image that was offered last.</summary>
        public byte[] Offered
        {
            get { return _offered; }
        }
        
        /// <summary>True when <see cref="Offered"/> counts.</summary>
        public bool HasOffered { get; set; }

        /// <summary>Bytes of the offered file that the board holds: where the next piece starts.</summary>
        public int Received { get; set; }

        /// <summary>Bytes of the offered file.</summary>
        public int Total { get; set; }

        /// <summary>Why an image was refused last (<see cref="ModelRefusal"/>).</summary>
        public int Refusal { get; set; }

        /// <summary>The same in words: at most 96 printable ASCII characters.</summary>
        public string Text { get; set; } = "";

        /// <summary>Images, offers and pieces refused since boot, by reason (<see cref="ModelRefusal"/>).</summary>
        public int[] Refusals
        {
            get { return _refusals; }
        }

        /// <summary>Models that the board has switched to, ever.</summary>
        public uint Switches { get; set; }

        /// <summary>Models that it has gone back from, ever.</summary>
        public uint Fallbacks { get; set; }

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
            writer.WriteInteger(State);
            writer.WriteInteger(5);
            writer.WriteBytes(_active, 0, HasActive ? WireLimits.HashBytes : 0);
            writer.WriteInteger(6);
            writer.WriteInteger(ActiveVersion);
            writer.WriteInteger(7);
            writer.WriteBytes(_offered, 0, HasOffered ? WireLimits.HashBytes : 0);
            writer.WriteInteger(8);
            writer.WriteInteger(Received);
            writer.WriteInteger(9);
            writer.WriteInteger(Total);
            writer.WriteInteger(10);
            writer.WriteInteger(Refusal);
            writer.WriteInteger(11);
            writer.WriteText(Text.Length <= WireLimits.ReasonLength ? Text : Text.Substring(0, WireLimits.ReasonLength));
            writer.WriteInteger(12);
            writer.WriteIntegers(_refusals, ModelRefusal.Count);
            writer.WriteInteger(13);
            writer.WriteInteger(Switches);
            writer.WriteInteger(14);
            writer.WriteInteger(Fallbacks);
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
                        State = (int)reader.ReadUnsigned(ModelState.None, ModelState.Count - 1);
                        break;
                    case 5:
                        int activeBytes = reader.ReadBytes(_active);
                        HasActive = activeBytes != 0;
                        if (activeBytes != 0 && activeBytes != WireLimits.HashBytes)
                        {
                            reader.Refuse("a hash has the wrong length");
                        }

                        break;
                    case 6:
                        ActiveVersion = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    case 7:
                        int offeredBytes = reader.ReadBytes(_offered);
                        HasOffered = offeredBytes != 0;
                        if (offeredBytes != 0 && offeredBytes != WireLimits.HashBytes)
                        {
                            reader.Refuse("a hash has the wrong length");
                        }

                        break;
                    case 8:
                        Received = (int)reader.ReadUnsigned(0, WireLimits.ModelFileBytes);
                        break;
                    case 9:
                        Total = (int)reader.ReadUnsigned(0, WireLimits.ModelFileBytes);
                        break;
                    case 10:
                        Refusal = (int)reader.ReadUnsigned(ModelRefusal.None, ModelRefusal.Count - 1);
                        break;
                    case 11:
                        Text = reader.ReadText(WireLimits.ReasonLength);
                        break;
                    case 12:
                        if (reader.ReadIntegers(_refusals) != ModelRefusal.Count)
                        {
                            reader.Refuse("not every refusal is counted");
                        }

                        break;
                    case 13:
                        Switches = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                    default:
                        Fallbacks = (uint)reader.ReadUnsigned(0, WireLimits.MaxUInt32);
                        break;
                }
            }

            return !reader.Failed;
        }
    }
}
