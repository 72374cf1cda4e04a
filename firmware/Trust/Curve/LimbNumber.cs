namespace AIoT.Embedded.Trust
{
    /// <summary>Whole numbers of 256 bits as ten limbs of 28 bits, lowest first, and as 32 bytes, highest first.</summary>
    internal static class LimbNumber
    {
        public const int ByteCount = 32;

        /// <summary>The number in <c>bytes[offset .. offset + 31]</c>.</summary>
        public static long[] Read(byte[] bytes, int offset)
        {
            long[] limbs = new long[P256Field.Limbs];
            for (int i = 0; i < ByteCount; i++)
            {
                // Byte 0 holds the bits 248 to 255.
                int bit = 8 * (ByteCount - 1 - i);
                int limb = bit / P256Field.LimbBits;
                int shift = bit - limb * P256Field.LimbBits;
                long value = (long)bytes[offset + i] << shift;
                limbs[limb] |= value & 0xFFFFFFF;
                if (shift > P256Field.LimbBits - 8)
                {
                    limbs[limb + 1] |= value >> P256Field.LimbBits;
                }
            }

            return limbs;
        }

        /// <summary>Negative, zero or positive as a is below, equal to or above b; both carried.</summary>
        public static int Compare(long[] a, long[] b)
        {
            for (int i = P256Field.Limbs - 1; i >= 0; i--)
            {
                if (a[i] != b[i])
                {
                    return a[i] < b[i] ? -1 : 1;
                }
            }

            return 0;
        }

        public static bool IsZero(long[] a)
        {
            long all = 0;
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                all |= a[i];
            }

            return all == 0;
        }

        /// <summary>Takes b away once when a is b or more: brings a number below 2 b under b.</summary>
        public static void ReduceOnce(long[] a, long[] b)
        {
            if (Compare(a, b) >= 0)
            {
                P256Field.Subtract(a, b, a);
                P256Field.Carry(a);
            }
        }

        /// <summary>
        /// The digits of a number below 2^256 in width-w non-adjacent form (Hankerson, Menezes, Vanstone, Guide to Elliptic Curve Cryptography,
        /// 2004, section 3.3): each is 0 or odd within +-(2^(w-1) - 1), and of w neighbours at most one is not 0. Lowest first, 257 digits.
        /// </summary>
        public static sbyte[] NonAdjacentForm(long[] number, int width)
        {
            sbyte[] digits = new sbyte[257];
            int carry = 0;
            int i = 0;
            while (i <= 256)
            {
                if (((Bits(number, i, 1) + carry) & 1) == 0)
                {
                    i++;
                    continue;
                }

                int digit = Bits(number, i, width) + carry;
                carry = (digit >> (width - 1)) & 1;
                digits[i] = (sbyte)(digit - (carry << width));
                i += width;
            }

            return digits;
        }

        private static int Bits(long[] number, int bit, int count)
        {
            int value = 0;
            for (int i = 0; i < count; i++)
            {
                int at = bit + i;
                if (at < 256)
                {
                    int limb = at / P256Field.LimbBits;
                    value |= ((int)(number[limb] >> (at - limb * P256Field.LimbBits)) & 1) << i;
                }
            }

            return value;
        }
    }
}
