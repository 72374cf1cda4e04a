namespace AIoT.Embedded.Node
{
    /// <summary>CRC-32 as in IEEE 802.3 and zip (reflected polynomial EDB88320), four bits at a time; allocates nothing after construction.</summary>
    internal sealed class Checksum
    {
        private readonly uint[] _table = new uint[16];

        public Checksum()
        {
            for (uint n = 0; n < 16; n++)
            {
                uint r = n;
                for (int bit = 0; bit < 4; bit++)
                {
                    r = (r & 1) != 0 ? (r >> 1) ^ 0xEDB88320 : r >> 1;
                }

                _table[n] = r;
            }
        }

        /// <summary>The CRC of a number's four bytes (low first) and of <paramref name="count"/> bytes.</summary>
        public uint Of(uint salt, byte[] bytes, int offset, int count)
        {
            uint[] table = _table;
            uint crc = 0xFFFFFFFF;
            for (int i = 0; i < 4; i++)
            {
                crc ^= (salt >> (8 * i)) & 0xFF;
                crc = (crc >> 4) ^ table[crc & 15];
                crc = (crc >> 4) ^ table[crc & 15];
            }

            int end = offset + count;
            for (int i = offset; i < end; i++)
            {
                crc ^= bytes[i];
                crc = (crc >> 4) ^ table[crc & 15];
                crc = (crc >> 4) ^ table[crc & 15];
            }

            return ~crc;
        }
    }
}
