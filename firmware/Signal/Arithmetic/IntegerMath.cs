namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Scalar integer arithmetic of the arithmetic contract (docs/contracts/arithmetic.md), version 1.
    /// Every function is pure, allocates nothing and computes the same on every platform.
    /// A call costs about ten opcodes on the interpreter: inner loops carry these formulas inline.
    /// </summary>
    public static class IntegerMath
    {
        /// <summary>Version of the arithmetic contract that this code follows.</summary>
        public const int ContractVersion = 1;

        // T[i] = floor(256 * log2(1 + (2 i + 1) / 1024) + 1/2): the logarithm at the middle of cell i of 512.
        internal static readonly short[] Log2Table =
        {
            0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 10, 10, 11,
            12, 12, 13, 14, 14, 15, 16, 17, 17, 18, 19, 19, 20, 21, 21, 22,
            23, 23, 24, 25, 25, 26, 27, 27, 28, 29, 29, 30, 31, 31, 32, 33,
            33, 34, 35, 35, 36, 37, 37, 38, 39, 39, 40, 41, 41, 42, 43, 43,
            44, 44, 45, 46, 46, 47, 48, 48, 49, 50, 50, 51, 51, 52, 53, 53,
            54, 55, 55, 56, 56, 57, 58, 58, 59, 59, 60, 61, 61, 62, 63, 63,
            64, 64, 65, 66, 66, 67, 67, 68, 69, 69, 70, 70, 71, 72, 72, 73,
            73, 74, 75, 75, 76, 76, 77, 77, 78, 79, 79, 80, 80, 81, 82, 82,
            83, 83, 84, 84, 85, 86, 86, 87, 87, 88, 88, 89, 90, 90, 91, 91,
            92, 92, 93, 93, 94, 95, 95, 96, 96, 97, 97, 98, 99, 99, 100, 100,
            101, 101, 102, 102, 103, 103, 104, 105, 105, 106, 106, 107, 107, 108, 108, 109,
            109, 110, 110, 111, 112, 112, 113, 113, 114, 114, 115, 115, 116, 116, 117, 117,
            118, 118, 119, 119, 120, 120, 121, 122, 122, 123, 123, 124, 124, 125, 125, 126,
            126, 127, 127, 128, 128, 129, 129, 130, 130, 131, 131, 132, 132, 133, 133, 134,
            134, 135, 135, 136, 136, 137, 137, 138, 138, 139, 139, 140, 140, 141, 141, 142,
            142, 143, 143, 144, 144, 145, 145, 146, 146, 147, 147, 148, 148, 149, 149, 150,
            150, 150, 151, 151, 152, 152, 153, 153, 154, 154, 155, 155, 156, 156, 157, 157,
            158, 158, 159, 159, 159, 160, 160, 161, 161, 162, 162, 163, 163, 164, 164, 165,
            165, 166, 166, 166, 167, 167, 168, 168, 169, 169, 170, 170, 171, 171, 171, 172,
            172, 173, 173, 174, 174, 175, 175, 176, 176, 176, 177, 177, 178, 178, 179, 179,
            180, 180, 180, 181, 181, 182, 182, 183, 183, 184, 184, 184, 185, 185, 186, 186,
            187, 187, 187, 188, 188, 189, 189, 190, 190, 190, 191, 191, 192, 192, 193, 193,
            193, 194, 194, 195, 195, 196, 196, 196, 197, 197, 198, 198, 199, 199, 199, 200,
            200, 201, 201, 201, 202, 202, 203, 203, 204, 204, 204, 205, 205, 206, 206, 206,
            207, 207, 208, 208, 209, 209, 209, 210, 210, 211, 211, 211, 212, 212, 213, 213,
            213, 214, 214, 215, 215, 215, 216, 216, 217, 217, 217, 218, 218, 219, 219, 219,
            220, 220, 221, 221, 221, 222, 222, 223, 223, 223, 224, 224, 225, 225, 225, 226,
            226, 227, 227, 227, 228, 228, 228, 229, 229, 230, 230, 230, 231, 231, 232, 232,
            232, 233, 233, 234, 234, 234, 235, 235, 235, 236, 236, 237, 237, 237, 238, 238,
            238, 239, 239, 240, 240, 240, 241, 241, 241, 242, 242, 243, 243, 243, 244, 244,
            244, 245, 245, 246, 246, 246, 247, 247, 247, 248, 248, 249, 249, 249, 250, 250,
            250, 251, 251, 251, 252, 252, 253, 253, 253, 254, 254, 254, 255, 255, 255, 256
        };

        /// <summary>
        /// Rounds <c>x / 2^shift</c> to the nearest integer, ties towards plus infinity:
        /// <c>(x + 2^(shift-1)) >> shift</c>; <paramref name="shift"/> 0 returns <paramref name="x"/>.
        /// </summary>
        /// <param name="x">Any value with <c>|x| + 2^(shift-1)</c> below 2^63.</param>
        /// <param name="shift">0 to 62.</param>
        public static long RoundShift(long x, int shift)
        {
            return shift == 0 ? x : (x + (1L << (shift - 1))) >> shift;
        }

        /// <summary>
        /// Multiplies an accumulator by <c>multiplier / 2^shift</c> with one rounding:
        /// <c>(x * multiplier + 2^(shift-1)) >> shift</c>, ties towards plus infinity.
        /// The caller adds the zero point and saturates.
        /// </summary>
        /// <param name="x">Accumulator, -2^31 to 2^31 - 1.</param>
        /// <param name="multiplier">1 to 2^31 - 1.</param>
        /// <param name="shift">1 to 62.</param>
        public static long Requantize(long x, int multiplier, int shift)
        {
            return (x * multiplier + (1L << (shift - 1))) >> shift;
        }

        /// <summary>The nearest value in -128 to 127.</summary>
        public static int SaturateInt8(long x)
        {
            return x > 127 ? 127 : x < -128 ? -128 : (int)x;
        }

        /// <summary>The nearest value in -32768 to 32767.</summary>
        public static int SaturateInt16(long x)
        {
            return x > 32767 ? 32767 : x < -32768 ? -32768 : (int)x;
        }

        /// <summary>The nearest value in -2^31 to 2^31 - 1.</summary>
        public static int SaturateInt32(long x)
        {
            return x > int.MaxValue ? int.MaxValue : x < int.MinValue ? int.MinValue : (int)x;
        }

        /// <summary>Number of binary digits of <paramref name="x"/>: <c>floor(log2(x)) + 1</c>, 0 for 0 and for negative values.</summary>
        public static int BitLength(long x)
        {
            if (x <= 0)
            {
                return 0;
            }

            int y = (int)(x >> 31);
            return y == 0 ? Digits((int)x) : y < 0 ? 63 : 31 + Digits(y);
        }

        /// <summary>
        /// <c>floor(sqrt(x))</c> for 0 to 2^63 - 1; 0 for negative values.
        /// The tangent at 9/4 is at most 8.4 % above the root on [1, 4); three Newton steps, which never
        /// fall below the root, leave at most one too much.
        /// </summary>
        public static long Isqrt(long x)
        {
            if (x <= 0)
            {
                return 0;
            }

            // x = f * 4^h with 1 <= f < 4: sqrt(f) <= f/3 + 3/4, taken in units of 2^h.
            int h = (BitLength(x) - 1) >> 1;
            long root = (x >> h) / 3 + ((3L << h) >> 2) + 1;
            root = (root + x / root) >> 1;
            root = (root + x / root) >> 1;
            root = (root + x / root) >> 1;
            return root > x / root ? root - 1 : root;
        }

        /// <summary>
        /// <c>256 * log2(x)</c> for 1 to 2^63 - 1 (one unit is 1/256 octave, 0.27 %), within 0.87 units; 0 for 0 and below.
        /// With <c>e = floor(log2(x))</c> and i the nine bits of x below its leading one:
        /// <c>256 e + T[i]</c>, <c>T[i] = floor(256 log2(1 + (2i + 1)/1024) + 1/2)</c>. Never decreasing in x.
        /// </summary>
        public static int Log2Q8(long x)
        {
            if (x <= 0)
            {
                return 0;
            }

            int offset = 30;
            int y = (int)(x >> 31);
            if (y == 0)
            {
                offset = -1;
                y = (int)x;
            }

            // Digits(y), in line: this is called for every bin of a whitened spectrum. y < 0: x is 2^62 or more.
            int e = offset + (y < 1 << 16
                ? (y < 1 << 8
                    ? (y < 0 ? 32 : y < 1 << 4 ? (y < 1 << 2 ? (y < 1 << 1 ? 1 : 2) : (y < 1 << 3 ? 3 : 4)) : (y < 1 << 6 ? (y < 1 << 5 ? 5 : 6) : (y < 1 << 7 ? 7 : 8)))
                    : (y < 1 << 12 ? (y < 1 << 10 ? (y < 1 << 9 ? 9 : 10) : (y < 1 << 11 ? 11 : 12)) : (y < 1 << 14 ? (y < 1 << 13 ? 13 : 14) : (y < 1 << 15 ? 15 : 16))))
                : (y < 1 << 24
                    ? (y < 1 << 20 ? (y < 1 << 18 ? (y < 1 << 17 ? 17 : 18) : (y < 1 << 19 ? 19 : 20)) : (y < 1 << 22 ? (y < 1 << 21 ? 21 : 22) : (y < 1 << 23 ? 23 : 24)))
                    : (y < 1 << 27 ? (y < 1 << 25 ? 25 : (y < 1 << 26 ? 26 : 27)) : (y < 1 << 29 ? (y < 1 << 28 ? 28 : 29) : (y < 1 << 30 ? 30 : 31)))));
            if (e < 9)
            {
                return (e << 8) + Log2Table[(y << (9 - e)) & 511];
            }

            return (e << 8) + Log2Table[(int)(x >> (e - 9)) & 511];
        }

        // Binary digits of 1 to 2^31 - 1: a search tree over constants, five comparisons deep and without a variable.
        private static int Digits(int y)
        {
            if (y < 1 << 16)
            {
                if (y < 1 << 8)
                {
                    return y < 1 << 4 ? (y < 1 << 2 ? (y < 1 << 1 ? 1 : 2) : (y < 1 << 3 ? 3 : 4)) : (y < 1 << 6 ? (y < 1 << 5 ? 5 : 6) : (y < 1 << 7 ? 7 : 8));
                }

                return y < 1 << 12 ? (y < 1 << 10 ? (y < 1 << 9 ? 9 : 10) : (y < 1 << 11 ? 11 : 12)) : (y < 1 << 14 ? (y < 1 << 13 ? 13 : 14) : (y < 1 << 15 ? 15 : 16));
            }

            if (y < 1 << 24)
            {
                return y < 1 << 20 ? (y < 1 << 18 ? (y < 1 << 17 ? 17 : 18) : (y < 1 << 19 ? 19 : 20)) : (y < 1 << 22 ? (y < 1 << 21 ? 21 : 22) : (y < 1 << 23 ? 23 : 24));
            }

            return y < 1 << 27 ? (y < 1 << 25 ? 25 : (y < 1 << 26 ? 26 : 27)) : (y < 1 << 29 ? (y < 1 << 28 ? 28 : 29) : (y < 1 << 30 ? 30 : 31));
        }
    }
}
