namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// Integers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (FIPS 186-4, D.1.2.3), as ten limbs of 28 bits in <c>long[10]</c>, lowest first.
    /// An element x is held in Montgomery's form, x * 2^280 mod p (P. Montgomery, Math. Comp. 44, 1985).
    /// "Carried": limbs 0 to 8 are 0..2^28-1, limb 9 is small and has the sign. Sums and differences are not carried at once: a limb is then
    /// below k * 2^28 in magnitude, and the k of a product's two factors must multiply to 12 at most, so that ten products stay within 63 bits.
    /// With factors within +-2^8 p a product is carried and lies in (-2^-8 p, (1 + 2^-8) p).
    /// For the interpreter: straight lines, every limb in a local, 64-bit products. Not constant-time: for public values only.
    /// </summary>
    internal static class P256Field
    {
        public const int Limbs = 10;
        public const int LimbBits = 28;
        private const long Mask = 0xFFFFFFF;

        // r = a * b / 2^280. Column k of the product, plus what the quotients q add to it: p = -1 mod 2^28, so q[k] is the column's low limb itself,
        // subtracting it leaves the column shifted down, and the rest of q[k] * p is q[k] at the bits 96, 192, 224 (minus) and 256: limbs 3, 6, 8, 9.
        public static void Multiply(long[] a, long[] b, long[] r)
        {
            long mask = Mask;
            long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
            long a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];
            long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4];
            long b5 = b[5], b6 = b[6], b7 = b[7], b8 = b[8], b9 = b[9];

            long t = a0 * b0;
            long q0 = t & mask;
            t = (t >> 28) + a0 * b1 + a1 * b0;
            long q1 = t & mask;
            t = (t >> 28) + a0 * b2 + a1 * b1 + a2 * b0;
            long q2 = t & mask;
            t = (t >> 28) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + (q0 << 12);
            long q3 = t & mask;
            t = (t >> 28) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + (q1 << 12);
            long q4 = t & mask;
            t = (t >> 28) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + (q2 << 12);
            long q5 = t & mask;
            t = (t >> 28) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + (q3 << 12) + (q0 << 24);
            long q6 = t & mask;
            t = (t >> 28) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + (q4 << 12) + (q1 << 24);
            long q7 = t & mask;
            t = (t >> 28) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0 + (q5 << 12) + (q2 << 24) - q0;
            long q8 = t & mask;
            t = (t >> 28) + a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0 + (q6 << 12) + (q3 << 24) - q1 + (q0 << 4);
            long q9 = t & mask;
            t = (t >> 28) + a1 * b9 + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + a9 * b1 + (q7 << 12) + (q4 << 24) - q2 + (q1 << 4);
            r[0] = t & mask;
            t = (t >> 28) + a2 * b9 + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + a9 * b2 + (q8 << 12) + (q5 << 24) - q3 + (q2 << 4);
            r[1] = t & mask;
            t = (t >> 28) + a3 * b9 + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + a9 * b3 + (q9 << 12) + (q6 << 24) - q4 + (q3 << 4);
            r[2] = t & mask;
            t = (t >> 28) + a4 * b9 + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + a9 * b4 + (q7 << 24) - q5 + (q4 << 4);
            r[3] = t & mask;
            t = (t >> 28) + a5 * b9 + a6 * b8 + a7 * b7 + a8 * b6 + a9 * b5 + (q8 << 24) - q6 + (q5 << 4);
            r[4] = t & mask;
            t = (t >> 28) + a6 * b9 + a7 * b8 + a8 * b7 + a9 * b6 + (q9 << 24) - q7 + (q6 << 4);
            r[5] = t & mask;
            t = (t >> 28) + a7 * b9 + a8 * b8 + a9 * b7 - q8 + (q7 << 4);
            r[6] = t & mask;
            t = (t >> 28) + a8 * b9 + a9 * b8 - q9 + (q8 << 4);
            r[7] = t & mask;
            t = (t >> 28) + a9 * b9 + (q9 << 4);
            r[8] = t & mask;
            t >>= 28;
            r[9] = t;
        }

        // r = a * a / 2^280: as Multiply, with the mixed products taken once and doubled.
        public static void Square(long[] a, long[] r)
        {
            long mask = Mask;
            long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
            long a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];
            long d0 = a0 + a0, d1 = a1 + a1, d2 = a2 + a2, d3 = a3 + a3, d4 = a4 + a4;
            long d5 = a5 + a5, d6 = a6 + a6, d7 = a7 + a7, d8 = a8 + a8;

            long t = a0 * a0;
            long q0 = t & mask;
            t = (t >> 28) + d0 * a1;
            long q1 = t & mask;
            t = (t >> 28) + d0 * a2 + a1 * a1;
            long q2 = t & mask;
            t = (t >> 28) + d0 * a3 + d1 * a2 + (q0 << 12);
            long q3 = t & mask;
            t = (t >> 28) + d0 * a4 + d1 * a3 + a2 * a2 + (q1 << 12);
            long q4 = t & mask;
            t = (t >> 28) + d0 * a5 + d1 * a4 + d2 * a3 + (q2 << 12);
            long q5 = t & mask;
            t = (t >> 28) + d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3 + (q3 << 12) + (q0 << 24);
            long q6 = t & mask;
            t = (t >> 28) + d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + (q4 << 12) + (q1 << 24);
            long q7 = t & mask;
            t = (t >> 28) + d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4 + (q5 << 12) + (q2 << 24) - q0;
            long q8 = t & mask;
            t = (t >> 28) + d0 * a9 + d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5 + (q6 << 12) + (q3 << 24) - q1 + (q0 << 4);
            long q9 = t & mask;
            t = (t >> 28) + d1 * a9 + d2 * a8 + d3 * a7 + d4 * a6 + a5 * a5 + (q7 << 12) + (q4 << 24) - q2 + (q1 << 4);
            r[0] = t & mask;
            t = (t >> 28) + d2 * a9 + d3 * a8 + d4 * a7 + d5 * a6 + (q8 << 12) + (q5 << 24) - q3 + (q2 << 4);
            r[1] = t & mask;
            t = (t >> 28) + d3 * a9 + d4 * a8 + d5 * a7 + a6 * a6 + (q9 << 12) + (q6 << 24) - q4 + (q3 << 4);
            r[2] = t & mask;
            t = (t >> 28) + d4 * a9 + d5 * a8 + d6 * a7 + (q7 << 24) - q5 + (q4 << 4);
            r[3] = t & mask;
            t = (t >> 28) + d5 * a9 + d6 * a8 + a7 * a7 + (q8 << 24) - q6 + (q5 << 4);
            r[4] = t & mask;
            t = (t >> 28) + d6 * a9 + d7 * a8 + (q9 << 24) - q7 + (q6 << 4);
            r[5] = t & mask;
            t = (t >> 28) + d7 * a9 + a8 * a8 - q8 + (q7 << 4);
            r[6] = t & mask;
            t = (t >> 28) + d8 * a9 - q9 + (q8 << 4);
            r[7] = t & mask;
            t = (t >> 28) + a9 * a9 + (q9 << 4);
            r[8] = t & mask;
            t >>= 28;
            r[9] = t;
        }

        // r = a - b, not carried: k grows by one at most.
        public static void Subtract(long[] a, long[] b, long[] r)
        {
            for (int i = 0; i < Limbs; i++)
            {
                r[i] = a[i] - b[i];
            }
        }

        // Moves what exceeds 28 bits up; limb 9 keeps the rest.
        public static void Carry(long[] r)
        {
            long mask = Mask;
            long t = 0;
            for (int i = 0; i < Limbs - 1; i++)
            {
                t += r[i];
                r[i] = t & mask;
                t >>= LimbBits;
            }

            r[Limbs - 1] += t;
        }

        /// <summary>True when a carried or uncarried element within +-16 p is 0 modulo p; <paramref name="scratch"/> is overwritten.</summary>
        public static bool IsZero(long[] a, long[] scratch)
        {
            // A multiple j * p within +-16 p ends in the limb -j: nearly every other element is seen here.
            long low = a[0] & Mask;
            if (low > 16 && low < Mask - 16)
            {
                return false;
            }

            // a * 1 / 2^280 lies so near to 0..p that of all multiples of p it can be only 0 or p.
            Multiply(a, Small(1), scratch);
            return Equal(scratch, Small(0)) || Equal(scratch, Prime());
        }

        public static void Copy(long[] from, long[] to)
        {
            System.Array.Copy(from, to, Limbs);
        }

        public static bool Equal(long[] a, long[] b)
        {
            for (int i = 0; i < Limbs; i++)
            {
                if (a[i] != b[i])
                {
                    return false;
                }
            }

            return true;
        }

        public static long[] Small(int value)
        {
            long[] limbs = new long[Limbs];
            limbs[0] = value;
            return limbs;
        }

        /// <summary>p.</summary>
        public static long[] Prime()
        {
            return new long[] { 0xFFFFFFF, 0xFFFFFFF, 0xFFFFFFF, 0x0000FFF, 0, 0, 0x1000000, 0, 0xFFFFFFF, 0xF };
        }

        /// <summary>2^280 mod p: one in Montgomery's form.</summary>
        public static long[] One()
        {
            return new long[] { 0x1000000, 0, 0, 0, 0xFFFFF00, 0xFFFFFFF, 0xFFFFFFF, 0xFEFFFFF, 0x0FFFFFF, 0 };
        }

        /// <summary>2^560 mod p: multiplying by it brings a number into Montgomery's form.</summary>
        public static long[] RadixSquared()
        {
            return new long[] { 0x0050000, 0x0300000, 0, 0, 0xFFFFFFA, 0xFFFFFBF, 0xFFFFEFF, 0xFFFAFFF, 0x002FFFF, 0 };
        }

        /// <summary>The curve's b (FIPS 186-4, D.1.2.3) in Montgomery's form.</summary>
        public static long[] CurveB()
        {
            return new long[] { 0xFDC3006, 0x29C4BDD, 0x89CDF62, 0x542A90D, 0x005CC9C, 0x2ED6ACF, 0xAABF721, 0x3409721, 0xDE0B74E, 0x0000001 };
        }
    }
}
