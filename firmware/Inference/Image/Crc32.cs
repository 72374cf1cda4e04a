namespace AIoT.Embedded.Inference
{
    /// <summary>CRC-32 as in IEEE 802.3 and zip (reflected polynomial EDB88320), four bits at a time.</summary>
    public static class Crc32
    {
        /// <summary>The register before the first byte.</summary>
        public const uint Start = 0xFFFFFFFF;

        /// <summary>The register after <paramref name="length"/> more bytes; invert it at the end for the checksum.</summary>
        public static uint Update(uint register, byte[] data, int start, int length)
        {
            uint[] table = Table();
            int end = start + length;
            for (int i = start; i < end; i++)
            {
                register ^= data[i];
                register = (register >> 4) ^ table[register & 15];
                register = (register >> 4) ^ table[register & 15];
            }

            return register;
        }

        private static uint[] Table()
        {
            uint[] table = new uint[16];
            for (uint n = 0; n < 16; n++)
            {
                uint r = n;
                for (int bit = 0; bit < 4; bit++)
                {
                    r = (r & 1) != 0 ? (r >> 1) ^ 0xEDB88320 : r >> 1;
                }

                table[n] = r;
            }

            return table;
        }
    }
}
