using System;

namespace AIoT.Embedded.Wire
{
    /// <summary>
    /// A window's features, scores and decision (wire contract, Reading). One object serves for all readings of a board:
    /// its arrays are allocated once.
    /// </summary>
    public sealed class Reading
    {
        private const int Keys = 15;
        private const int Known = 17;
        private readonly CborWriter _writer = new CborWriter();
        private WireMap _map; // for decoding only

        /// <summary>A reading with room for any message.</summary>
        public Reading()
            : this(WireLimits.Features, WireLimits.Scores)
        {
        }

        /// <summary>A reading with room for so much; a message that holds more is refused.</summary>
        /// <param name="features">Features, 0 to <see cref="WireLimits.Features"/>.</param>
        /// <param name="scores">Scores, 0 to <see cref="WireLimits.Scores"/>.</param>
        public Reading(int features, int scores)
        {
            Features = new int[features];
            Scores = new int[scores];
        }

        /// <summary>Drawn at random when the board's store was formatted.</summary>
        public uint Epoch { get; set; }

        /// <summary>Counts from 1 within the epoch, over restarts, without gaps.</summary>
        public long Seq { get; set; }

        /// <summary>The epoch's boot counter, from 1.</summary>
        public uint Boot { get; set; }

        /// <summary>UTC milliseconds since 1970 at the window's end; 0 while the board has no clock.</summary>
        public long Time { get; set; }

        /// <summary>Milliseconds since boot at the window's end.</summary>
        public long Uptime { get; set; }

        /// <summary>The sensor's index on the board, 0 to 255.</summary>
        public int Sensor { get; set; }

        /// <summary>Bits: 0 gap, 1 saturated, 2 stuck, 3 baseline still learning; 0 to 65535.</summary>
        public int Flags { get; set; }

        /// <summary>The first 8 bytes of the SHA-256 of the model image; <see cref="HasModel"/> says whether there is one.</summary>
        public byte[] Model { get; } = new byte[WireLimits.ModelBytes];

        /// <summary>False: the board has no model, and the message an empty string.</summary>
        public bool HasModel { get; set; }

        /// <summary>Samples per second, 1 and above.</summary>
        public int Rate { get; set; }

        /// <summary>Shaft speed in mHz that the fault orders were taken at; 0 unknown.</summary>
        public int SpeedMilliHz { get; set; }

        /// <summary>The first <see cref="FeatureCount"/> are the features, in the order and formats of the recipe.</summary>
        public int[] Features { get; }

        /// <summary>The number of features.</summary>
        public int FeatureCount { get; set; }

        /// <summary>The first <see cref="ScoreCount"/> are the model's outputs in Q15 (0 to 32768), in the order of its classes.</summary>
        public int[] Scores { get; }

        /// <summary>The number of scores.</summary>
        public int ScoreCount { get; set; }

        /// <summary>What the board decided (<see cref="MachineState"/>).</summary>
        public int State { get; set; }

        /// <summary>The index in the scores that the decision is about.</summary>
        public int Class { get; set; }

        /// <summary>The decision's score in Q15 after debouncing.</summary>
        public int Score { get; set; }

        /// <summary>Velocity RMS 10-1000 Hz in um/s, acceleration RMS in ug, peak in ug, crest factor Q8, kurtosis Q8.</summary>
        public int[] Scalars { get; } = new int[WireLimits.Scalars];

        /// <summary>Windows that the reading stands for, 1 and above: a summary holds the worst of several.</summary>
        public int Windows { get; set; } = 1;

        /// <summary>How far the window is from the machine's own baseline, Q15; <see cref="HasNovelty"/> says whether there is one.</summary>
        public int Novelty { get; set; }

        /// <summary>False: the board has no baseline, and the message no such key.</summary>
        public bool HasNovelty { get; set; }

        /// <summary>Why the last <see cref="TryDecode"/> refused its message, or null.</summary>
        public string Reason
        {
            get { return _map == null ? null : _map.Reader.Reason; }
        }

        /// <summary>Writes the message at <paramref name="offset"/>.</summary>
        /// <returns>Its length; 0 when the room in the buffer is too small (<see cref="WireLimits.ReadingBytes"/> is always enough).</returns>
        public int Encode(byte[] buffer, int offset)
        {
            int room = buffer.Length - offset;
            CborWriter writer = _writer;
            writer.Reset(buffer, offset, room < WireLimits.ReadingBytes ? room : WireLimits.ReadingBytes);
            writer.WriteMap(Keys + (Windows > 1 ? 1 : 0) + (HasNovelty ? 1 : 0));
            WriteHead(writer);
            writer.WriteInteger(12);
            writer.WriteIntegers(Features, FeatureCount);
            writer.WriteInteger(13);
            writer.WriteIntegers(Scores, ScoreCount);
            writer.WriteInteger(14);
            writer.WriteArray(3);
            writer.WriteInteger(State);
            writer.WriteInteger(Class);
            writer.WriteInteger(Score);
            writer.WriteInteger(15);
            writer.WriteIntegers(Scalars, WireLimits.Scalars);
            if (Windows > 1)
            {
                writer.WriteInteger(16);
                writer.WriteInteger(Windows);
            }

            if (HasNovelty)
            {
                writer.WriteInteger(17);
                writer.WriteInteger(Novelty);
            }

            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map ?? (_map = new WireMap());
            Windows = 1;
            HasNovelty = false;
            Novelty = 0;
            map.Begin(buffer, offset, length, WireLimits.ReadingBytes, Keys, Known);
            for (int key = map.Next(); key != 0; key = map.Next())
            {
                if (key <= 11)
                {
                    ReadHead(map.Reader, key);
                }
                else
                {
                    ReadBody(map.Reader, key);
                }
            }

            return !map.Reader.Failed;
        }

        private void WriteHead(CborWriter writer)
        {
            writer.WriteInteger(1);
            writer.WriteInteger(WireLimits.Version);
            writer.WriteInteger(2);
            writer.WriteInteger(Epoch);
            writer.WriteInteger(3);
            writer.WriteInteger(Seq);
            writer.WriteInteger(4);
            writer.WriteInteger(Boot);
            writer.WriteInteger(5);
            writer.WriteInteger(Time);
            writer.WriteInteger(6);
            writer.WriteInteger(Uptime);
            writer.WriteInteger(7);
            writer.WriteInteger(Sensor);
            writer.WriteInteger(8);
            writer.WriteInteger(Flags);
            writer.WriteInteger(9);
            writer.WriteBytes(Model, 0, HasModel ? WireLimits.ModelBytes : 0);
            writer.WriteInteger(10);
            writer.WriteInteger(Rate);
            writer.WriteInteger(11);
            writer.WriteInteger(SpeedMilliHz);
        }

        private void ReadHead(CborReader reader, int key)
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
                    Seq = reader.ReadUnsigned(1, WireLimits.MaxInteger);
                    break;
                case 4:
                    Boot = (uint)reader.ReadUnsigned(1, WireLimits.MaxUInt32);
                    break;
                case 5:
                    Time = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 6:
                    Uptime = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case 7:
                    Sensor = (int)reader.ReadUnsigned(0, 255);
                    break;
                case 8:
                    Flags = (int)reader.ReadUnsigned(0, 65535);
                    break;
                case 9:
                    ReadModel(reader);
                    break;
                case 10:
                    Rate = (int)reader.ReadUnsigned(1, int.MaxValue);
                    break;
                default:
                    SpeedMilliHz = (int)reader.ReadUnsigned(0, int.MaxValue);
                    break;
            }
        }

        private void ReadBody(CborReader reader, int key)
        {
            switch (key)
            {
                case 12:
                    FeatureCount = reader.ReadIntegers(Features);
                    break;
                case 13:
                    ReadScores(reader);
                    break;
                case 14:
                    ReadDecision(reader);
                    break;
                case 16:
                    Windows = (int)reader.ReadUnsigned(2, int.MaxValue);
                    break;
                case 17:
                    Novelty = (int)reader.ReadUnsigned(0, WireLimits.OneQ15);
                    HasNovelty = true;
                    break;
                default:
                    if (reader.ReadIntegers(Scalars) != WireLimits.Scalars)
                    {
                        reader.Refuse("there are not five scalars");
                    }

                    break;
            }
        }

        private void ReadModel(CborReader reader)
        {
            int count = reader.ReadBytes(Model);
            if (count != 0 && count != WireLimits.ModelBytes)
            {
                reader.Refuse("the model's hash has neither 0 nor 8 bytes");
            }

            HasModel = count != 0;
            if (!HasModel)
            {
                Array.Clear(Model, 0, WireLimits.ModelBytes);
            }
        }

        private void ReadScores(CborReader reader)
        {
            int count = reader.ReadArray(Scores.Length);
            for (int i = 0; i < count; i++)
            {
                Scores[i] = (int)reader.ReadUnsigned(0, WireLimits.OneQ15);
            }

            ScoreCount = count;
        }

        private void ReadDecision(CborReader reader)
        {
            if (reader.ReadArray(3) != 3)
            {
                reader.Refuse("a decision is not three numbers");
            }

            State = (int)reader.ReadUnsigned(0, MachineState.Alarm);
            Class = (int)reader.ReadUnsigned(0, WireLimits.Scores - 1);
            Score = (int)reader.ReadUnsigned(0, WireLimits.OneQ15);
        }
    }
}
