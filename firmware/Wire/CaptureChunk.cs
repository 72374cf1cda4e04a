using System;

namespace AIoT.Embedded.Wire
{
    /// <summary>A piece of a window's raw samples (wire contract, CaptureChunk).</summary>
    public sealed class CaptureChunk
    {
        private const int Keys = 12;
        private readonly CborWriter _writer = new CborWriter();
        private WireMap _map; // for decoding only
        private byte[] _bytes; // while there are samples

        /// <summary>Drawn at random when the board's store was formatted.</summary>
        public uint Epoch { get; set; }

        /// <summary>The epoch's boot counter, from 1.</summary>
        public uint Boot { get; set; }

        /// <summary>The number of the capture since boot, from 1.</summary>
        public uint Capture { get; set; }

        /// <summary>The number of the reading of the same window; 0: none.</summary>
        public long Seq { get; set; }

        /// <summary>UTC milliseconds since 1970 at the window's end; 0 while the board has no clock.</summary>
        public long Time { get; set; }

        /// <summary>Why it was taken (<see cref="CaptureCause"/>).</summary>
        public int Cause { get; set; }

        /// <summary>Samples per second, 1 and above.</summary>
        public int Rate { get; set; }

        /// <summary>The weight of one count in 1e-9 g, 1 and above.</summary>
        public int NanoGPerLsb { get; set; }

        /// <summary>Samples of the whole capture, 1 to 65536.</summary>
        public int Total { get; set; }

        /// <summary>Index of the first sample of this piece.</summary>
        public int First { get; set; }

        /// <summary>Samples of this piece, 1 to 448.</summary>
        public int Count { get; set; }

        /// <summary>Why the last <see cref="TryDecode"/> refused its message, or null.</summary>
        public string Reason
        {
            get { return _map == null ? null : _map.Reader.Reason; }
        }

        /// <summary>The samples of this piece as they travel: int16, little-endian, the first 2 <see cref="Count"/> bytes.</summary>
        public byte[] Bytes
        {
            get { return _bytes ?? (_bytes = new byte[2 * WireLimits.ChunkSamples]); }
        }

        /// <summary>Gives the memory of the samples back until they are needed again.</summary>
        public void Release()
        {
            _bytes = null;
        }

        /// <summary>Takes <see cref="Count"/> samples from <see cref="First"/> on.</summary>
        public void SetSamples(short[] capture)
        {
            byte[] bytes = Bytes;
            int from = First;
            int count = Count;
            for (int i = 0, at = 0; i < count; i++)
            {
                int sample = capture[from + i];
                bytes[at++] = (byte)sample;
                bytes[at++] = (byte)(sample >> 8);
            }
        }

        /// <summary>Sample <paramref name="index"/> of this piece, 0 to <see cref="Count"/> - 1.</summary>
        public short Sample(int index)
        {
            if (index < 0 || index >= Count)
            {
                throw new ArgumentOutOfRangeException("index");
            }

            return (short)(Bytes[2 * index] | (Bytes[2 * index + 1] << 8));
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
            writer.WriteInteger(Capture);
            writer.WriteInteger(5);
            writer.WriteInteger(Seq);
            writer.WriteInteger(6);
            writer.WriteInteger(Time);
            writer.WriteInteger(7);
            writer.WriteInteger(Cause);
            writer.WriteInteger(8);
            writer.WriteInteger(Rate);
            writer.WriteInteger(9);
            writer.WriteInteger(NanoGPerLsb);
            writer.WriteInteger(10);
            writer.WriteInteger(Total);
            writer.WriteInteger(11);
            writer.WriteInteger(First);
            writer.WriteInteger(12);
            writer.WriteBytes(Bytes, 0, 2 * Count);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads a message; after a refusal the properties hold a mixture and must not be used.</summary>
        /// <returns>False when the message is refused, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            WireMap map = _map ?? (_map = new WireMap());
            map.Begin(buffer, offset, length, WireLimits.ReplyBytes, Keys);
            for (int key = map.Next(); key != 0; key = map.Next())
            {
                if (key <= 6)
                {
                    ReadHead(map.Reader, key);
                }
                else
                {
                    ReadBody(map.Reader, key);
                }
            }

            if (!map.Reader.Failed && First + Count > Total)
            {
                map.Reader.Refuse("a piece goes beyond its capture");
            }

            return !map.Reader.Failed;
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
                    Boot = (uint)reader.ReadUnsigned(1, WireLimits.MaxUInt32);
                    break;
                case 4:
                    Capture = (uint)reader.ReadUnsigned(1, WireLimits.MaxUInt32);
                    break;
                case 5:
                    Seq = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                default:
                    Time = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
            }
        }

        private void ReadBody(CborReader reader, int key)
        {
            switch (key)
            {
                case 7:
                    Cause = (int)reader.ReadUnsigned(CaptureCause.Request, CaptureCause.Alarm);
                    break;
                case 8:
                    Rate = (int)reader.ReadUnsigned(1, int.MaxValue);
                    break;
                case 9:
                    NanoGPerLsb = (int)reader.ReadUnsigned(1, int.MaxValue);
                    break;
                case 10:
                    Total = (int)reader.ReadUnsigned(1, WireLimits.CaptureSamples);
                    break;
                case 11:
                    First = (int)reader.ReadUnsigned(0, WireLimits.CaptureSamples - 1);
                    break;
                default:
                    int count = reader.ReadBytes(Bytes);
                    if (count == 0 || (count & 1) != 0)
                    {
                        reader.Refuse("samples are not pairs of bytes");
                    }

                    Count = count >> 1;
                    break;
            }
        }
    }
}
