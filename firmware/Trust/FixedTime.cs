namespace AIoT.Embedded.Trust
{
    /// <summary>Comparison of secrets: the device's libraries have none.</summary>
    public static class FixedTime
    {
        /// <summary>Compares two stretches of bytes; every byte is looked at, whatever the others are.</summary>
        /// <returns>True when both are inside their arrays and equal.</returns>
        public static bool Equal(byte[] a, int aOffset, byte[] b, int bOffset, int length)
        {
            if (a == null || b == null || length < 0 || aOffset < 0 || bOffset < 0 || aOffset > a.Length - length || bOffset > b.Length - length)
            {
                return false;
            }

            int difference = 0;
            for (int i = 0; i < length; i++)
            {
                difference |= a[aOffset + i] ^ b[bOffset + i];
            }

            return difference == 0;
        }
    }
}
