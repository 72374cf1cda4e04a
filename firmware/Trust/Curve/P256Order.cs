namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// Integers modulo n, the order of P-256's base point (FIPS 186-4, D.1.2.3), as ten limbs of 28 bits, in Montgomery's form (x * 2^280 mod n)
    /// where so said. Not constant-time: for public values only.
    /// </summary>
    internal static class P256Order
    {
        private const long Mask = 0xFFFFFFF;

        // -1 / n mod 2^28.
        private const long Inverse28 = 0xE00BC4F;

        // r = a * b / 2^280 mod n, below n + 2^-20 n for factors below 2^6 n: column k of the product, then the multiple q[k] of n that clears its low limb.
        public static void Multiply(long[] a, long[] b, long[] r)
        {
            long mask = Mask, inverse = Inverse28;
            long n0 = 0xC632551, n1 = 0xB9CAC2F, n2 = 0x79E84F3, n3 = 0xFAADA71, n4 = 0xFFFBCE6;
            long n5 = 0xFFFFFFF, n6 = 0x0FFFFFF, n7 = 0, n8 = 0xFFFFFFF, n9 = 0xF;
            long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
            long a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];
            long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4];
            long b5 = b[5], b6 = b[6], b7 = b[7], b8 = b[8], b9 = b[9];

            long t = a0 * b0;
            long q0 = ((t & mask) * inverse) & mask;
            t += q0 * n0;
            t = (t >> 28) + a0 * b1 + a1 * b0 + q0 * n1;
            long q1 = ((t & mask) * inverse) & mask;
            t += q1 * n0;
            t = (t >> 28) + a0 * b2 + a1 * b1 + a2 * b0 + q0 * n2 + q1 * n1;
            long q2 = ((t & mask) * inverse) & mask;
            t += q2 * n0;
            t = (t >> 28) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + q0 * n3 + q1 * n2 + q2 * n1;
            long q3 = ((t & mask) * inverse) & mask;
            t += q3 * n0;
            t = (t >> 28) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + q0 * n4 + q1 * n3 + q2 * n2 + q3 * n1;
            long q4 = ((t & mask) * inverse) & mask;
            t += q4 * n0;
            t = (t >> 28) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + q0 * n5 + q1 * n4 + q2 * n3 + q3 * n2 + q4 * n1;
            long q5 = ((t & mask) * inverse) & mask;
            t += q5 * n0;
            t = (t >> 28) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + q0 * n6 + q1 * n5 + q2 * n4 + q3 * n3 + q4 * n2 + q5 * n1;
            long q6 = ((t & mask) * inverse) & mask;
            t += q6 * n0;
            t = (t >> 28) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + q0 * n7 + q1 * n6 + q2 * n5 + q3 * n4 + q4 * n3 + q5 * n2 + q6 * n1;
            long q7 = ((t & mask) * inverse) & mask;
            t += q7 * n0;
            t = (t >> 28) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0 + q0 * n8 + q1 * n7 + q2 * n6 + q3 * n5 + q4 * n4 + q5 * n3 + q6 * n2 + q7 * n1;
            long q8 = ((t & mask) * inverse) & mask;
            t += q8 * n0;
            t = (t >> 28) + a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0 + q0 * n9 + q1 * n8 + q2 * n7 + q3 * n6 + q4 * n5 + q5 * n4 + q6 * n3 + q7 * n2 + q8 * n1;
            long q9 = ((t & mask) * inverse) & mask;
            t += q9 * n0;
            t = (t >> 28) + a1 * b9 + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + a9 * b1 + q1 * n9 + q2 * n8 + q3 * n7 + q4 * n6 + q5 * n5 + q6 * n4 + q7 * n3 + q8 * n2 + q9 * n1;
            r[0] = t & mask;
            t = (t >> 28) + a2 * b9 + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + a9 * b2 + q2 * n9 + q3 * n8 + q4 * n7 + q5 * n6 + q6 * n5 + q7 * n4 + q8 * n3 + q9 * n2;
            r[1] = t & mask;
            t = (t >> 28) + a3 * b9 + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + a9 * b3 + q3 * n9 + q4 * n8 + q5 * n7 + q6 * n6 + q7 * n5 + q8 * n4 + q9 * n3;
            r[2] = t & mask;
            t = (t >> 28) + a4 * b9 + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + a9 * b4 + q4 * n9 + q5 * n8 + q6 * n7 + q7 * n6 + q8 * n5 + q9 * n4;
            r[3] = t & mask;
            t = (t >> 28) + a5 * b9 + a6 * b8 + a7 * b7 + a8 * b6 + a9 * b5 + q5 * n9 + q6 * n8 + q7 * n7 + q8 * n6 + q9 * n5;
            r[4] = t & mask;
            t = (t >> 28) + a6 * b9 + a7 * b8 + a8 * b7 + a9 * b6 + q6 * n9 + q7 * n8 + q8 * n7 + q9 * n6;
            r[5] = t & mask;
            t = (t >> 28) + a7 * b9 + a8 * b8 + a9 * b7 + q7 * n9 + q8 * n8 + q9 * n7;
            r[6] = t & mask;
            t = (t >> 28) + a8 * b9 + a9 * b8 + q8 * n9 + q9 * n8;
            r[7] = t & mask;
            t = (t >> 28) + a9 * b9 + q9 * n9;
            r[8] = t & mask;
            t >>= 28;
            r[9] = t;
        }

        /// <summary>The inverse of a number 1..n-1 in Montgomery's form, in that form: a^(n - 2) by Fermat, four bits of the exponent at a time.</summary>
        public static long[] Invert(long[] a)
        {
            long[][] powers = new long[16][];
            powers[0] = One();
            for (int i = 1; i < 16; i++)
            {
                powers[i] = new long[P256Field.Limbs];
                Multiply(powers[i - 1], a, powers[i]);
            }

            long[] exponent = Number();
            exponent[0] -= 2;
            long[] result = One();
            for (int bit = 252; bit >= 0; bit -= 4)
            {
                for (int i = 0; i < 4; i++)
                {
                    Multiply(result, result, result);
                }

                // 28 is a multiple of 4: four bits lie in one limb.
                int digit = (int)(exponent[bit / P256Field.LimbBits] >> (bit % P256Field.LimbBits)) & 15;
                if (digit != 0)
                {
                    Multiply(result, powers[digit], result);
                }
            }

            return result;
        }

        /// <summary>n.</summary>
        public static long[] Number()
        {
            return new long[] { 0xC632551, 0xB9CAC2F, 0x79E84F3, 0xFAADA71, 0xFFFBCE6, 0xFFFFFFF, 0x0FFFFFF, 0, 0xFFFFFFF, 0xF };
        }

        /// <summary>2^280 mod n: one in Montgomery's form.</summary>
        public static long[] One()
        {
            return new long[] { 0xF000000, 0x039CDAA, 0xC46353D, 0xE8617B0, 0x9055258, 0x0000431, 0, 0xFF00000, 0x0FFFFFF, 0 };
        }

        /// <summary>2^560 mod n: multiplying by it brings a number into Montgomery's form.</summary>
        public static long[] RadixSquared()
        {
            return new long[] { 0xFB36926, 0x7FBC24C, 0x36A7AEA, 0xA0A7B86, 0x1D14956, 0x9076AB5, 0x1EC5961, 0x84A3D0B, 0x3B51C1E, 0x0000008 };
        }
    }
}
