namespace AIoT.Embedded.Replay
{
    /// <summary>The digest that golden vectors hold: FNV-1a with 64 bits over little-endian values.</summary>
    public static class ValueDigest
    {
        private const ulong Offset = 14695981039346656037;
        private const ulong Prime = 1099511628211;

        /// <summary>Over 64-bit values.</summary>
        public static long Of(long[] values, int count)
        {
            ulong digest = Offset;
            for (int i = 0; i < count; i++)
            {
                ulong rest = (ulong)values[i];
                for (int k = 0; k < 8; k++)
                {
                    digest = (digest ^ (rest & 255)) * Prime;
                    rest >>= 8;
                }
            }

            return (long)digest;
        }

        /// <summary>Over 32-bit values.</summary>
        public static long Of(int[] values, int count)
        {
            ulong digest = Offset;
            for (int i = 0; i < count; i++)
            {
                uint rest = (uint)values[i];
                for (int k = 0; k < 4; k++)
                {
                    digest = (digest ^ (rest & 255)) * Prime;
                    rest >>= 8;
                }
            }

            return (long)digest;
        }
    }
}
