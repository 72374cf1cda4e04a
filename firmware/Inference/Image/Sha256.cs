namespace AIoT.Embedded.Inference
{
    /// <summary>SHA-256 (FIPS 180-4) over a stretch of bytes: names a model image. The board's base library has none.</summary>
    public static class Sha256
    {
        /// <summary>The 32-byte hash of <c>data[start .. start + length - 1]</c>.</summary>
        public static byte[] Hash(byte[] data, int start, int length)
        {
            uint[] k = Constants();
            uint[] h = { 0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19 };
            uint[] w = new uint[64];
            byte[] block = new byte[64];
            int done = 0;
            bool ended = false;
            bool marked = false;
            while (!ended)
            {
                int part = length - done;
                if (part > 64)
                {
                    part = 64;
                }

                System.Array.Clear(block, 0, 64);
                System.Array.Copy(data, start + done, block, 0, part);
                done += part;
                if (part < 64)
                {
                    if (!marked)
                    {
                        block[part] = 0x80;
                        marked = true;
                    }

                    if (part < 56)
                    {
                        // The length in bits, big-endian; images are far below 2^28 bytes.
                        int bits = length << 3;
                        block[60] = (byte)(bits >> 24);
                        block[61] = (byte)(bits >> 16);
                        block[62] = (byte)(bits >> 8);
                        block[63] = (byte)bits;
                        ended = true;
                    }
                }

                Compress(h, w, k, block);
            }

            byte[] hash = new byte[32];
            for (int i = 0; i < 8; i++)
            {
                hash[4 * i] = (byte)(h[i] >> 24);
                hash[4 * i + 1] = (byte)(h[i] >> 16);
                hash[4 * i + 2] = (byte)(h[i] >> 8);
                hash[4 * i + 3] = (byte)h[i];
            }

            return hash;
        }

        private static void Compress(uint[] hash, uint[] w, uint[] k, byte[] block)
        {
            for (int i = 0; i < 16; i++)
            {
                w[i] = ((uint)block[4 * i] << 24) | ((uint)block[4 * i + 1] << 16) | ((uint)block[4 * i + 2] << 8) | block[4 * i + 3];
            }

            for (int i = 16; i < 64; i++)
            {
                uint x = w[i - 15];
                uint y = w[i - 2];
                w[i] = w[i - 16] + w[i - 7]
                    + (((x >> 7) | (x << 25)) ^ ((x >> 18) | (x << 14)) ^ (x >> 3))
                    + (((y >> 17) | (y << 15)) ^ ((y >> 19) | (y << 13)) ^ (y >> 10));
            }

            uint a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4], f = hash[5], g = hash[6], h = hash[7];
            for (int i = 0; i < 64; i++)
            {
                uint t1 = h + (((e >> 6) | (e << 26)) ^ ((e >> 11) | (e << 21)) ^ ((e >> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + k[i] + w[i];
                uint t2 = (((a >> 2) | (a << 30)) ^ ((a >> 13) | (a << 19)) ^ ((a >> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c));
                h = g;
                g = f;
                f = e;
                e = d + t1;
                d = c;
                c = b;
                b = a;
                a = t1 + t2;
            }

            hash[0] += a;
            hash[1] += b;
            hash[2] += c;
            hash[3] += d;
            hash[4] += e;
            hash[5] += f;
            hash[6] += g;
            hash[7] += h;
        }

        private static uint[] Constants()
        {
            return new uint[]
            {
                0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
                0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
                0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
                0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
                0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
                0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
                0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
                0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
            };
        }
    }
}
