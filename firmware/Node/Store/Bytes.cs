namespace AIoT.Embedded.Node
{
    /// <summary>Little-endian numbers in byte arrays.</summary>
    internal static class Bytes
    {
        public static void Put(byte[] bytes, int offset, long value, int count)
        {
            for (int i = 0; i < count; i++)
            {
                bytes[offset + i] = (byte)(value >> (8 * i));
            }
        }

        public static long Get(byte[] bytes, int offset, int count)
        {
            long value = 0;
            for (int i = count - 1; i >= 0; i--)
            {
                value = (value << 8) | bytes[offset + i];
            }

            return value;
        }
    }
}
