using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// Who a board is, as it was enrolled: a map in deterministic CBOR, {1: version 1, 2: ueid bstr(17), 3: oemid bstr(16), 4: key bstr(32)}, kept
    /// in the board's own storage. The key is a software key (<see cref="KeyLevel.SoftwareKey"/>): protect the file as the board can.
    /// </summary>
    public sealed class DeviceIdentity
    {
        /// <summary>The file's usual name.</summary>
        public const string FileName = "identity";

        /// <summary>The longest identity in bytes.</summary>
        public const int MostBytes = 128;

        private const int Keys = 4;
        private const int UeidBytes = 17;

        /// <summary>The board's name for life: 01 and 16 random bytes.</summary>
        public byte[] Ueid { get; set; }

        /// <summary>Who made the board: 16 random bytes.</summary>
        public byte[] OemId { get; set; }

        /// <summary>The board's key, 32 bytes.</summary>
        public byte[] Key { get; set; }

        /// <summary>Why the last <see cref="TryDecode"/> refused its bytes, or null.</summary>
        public string Reason { get; private set; }

        /// <summary>Writes the identity at the buffer's start.</summary>
        /// <returns>Its length; 0 when the room is too small.</returns>
        public int Encode(byte[] buffer)
        {
            CborWriter writer = new CborWriter();
            writer.Reset(buffer, 0, buffer.Length);
            writer.WriteMap(Keys);
            writer.WriteInteger(1);
            writer.WriteInteger(1);
            writer.WriteInteger(2);
            writer.WriteBytes(Ueid, 0, Ueid.Length);
            writer.WriteInteger(3);
            writer.WriteBytes(OemId, 0, OemId.Length);
            writer.WriteInteger(4);
            writer.WriteBytes(Key, 0, Key.Length);
            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads an identity.</summary>
        /// <returns>False when the bytes are none, for <see cref="Reason"/>.</returns>
        public bool TryDecode(byte[] buffer, int length)
        {
            WireMap map = new WireMap();
            map.Begin(buffer, 0, length, MostBytes, Keys);
            for (int key = map.Next(); key != 0; key = map.Next())
            {
                switch (key)
                {
                    case 1:
                        map.Reader.ReadUnsigned(1, 1);
                        break;
                    case 2:
                        Ueid = Read(map.Reader, UeidBytes);
                        if (Ueid != null && Ueid[0] != EvidenceClaim.RandomUeid)
                        {
                            map.Reader.Refuse("the ueid is not a random one");
                        }

                        break;
                    case 3:
                        OemId = Read(map.Reader, EvidenceClaim.OemIdBytes);
                        break;
                    default:
                        Key = Read(map.Reader, SoftwareKeyProvider.KeyBytes);
                        break;
                }
            }

            Reason = map.Reader.Reason;
            return Reason == null;
        }

        private static byte[] Read(CborReader reader, int length)
        {
            byte[] bytes = new byte[length];
            if (reader.ReadBytes(bytes) == length)
            {
                return bytes;
            }

            reader.Refuse("a value has the wrong length");
            return null;
        }
    }
}
