namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// Verifies ES256: ECDSA with P-256 and SHA-256 (FIPS 186-4, section 6.4; RFC 9053, section 2.1), in managed code, since the device's
    /// libraries have no signatures. Works on public values only and takes no care to hide them. Allocates some 12 KB a call.
    /// </summary>
    public static class Es256
    {
        /// <summary>Bytes of a public key: x and y, big-endian.</summary>
        public const int PublicKeyBytes = 64;

        /// <summary>Bytes of a signature: r and s, big-endian.</summary>
        public const int SignatureBytes = 64;

        /// <summary>Bytes of a SHA-256.</summary>
        public const int HashBytes = 32;

        private const int GeneratorWidth = 6;
        private const int KeyWidth = 5;
        private const int KeyPoints = 1 << (KeyWidth - 2);

        /// <summary>True when <paramref name="key"/> holds a point of the curve: coordinates below p that satisfy y^2 = x^3 - 3x + b.</summary>
        public static bool IsPublicKey(byte[] key)
        {
            long[] x, y;
            return TryReadKey(key, out x, out y);
        }

        /// <summary>Verifies a signature.</summary>
        /// <param name="key">x and y of the public key, 64 bytes.</param>
        /// <param name="hash">SHA-256 of what was signed, 32 bytes.</param>
        /// <param name="signature">Holds r and s from <paramref name="offset"/> on, 64 bytes.</param>
        /// <param name="offset">Where r starts.</param>
        /// <returns>True only for a valid signature; false for a wrong one, for a key that is no point, for lengths that are wrong.</returns>
        public static bool Verify(byte[] key, byte[] hash, byte[] signature, int offset)
        {
            long[] x, y;
            if (hash == null || hash.Length != HashBytes || signature == null || offset < 0 || offset > signature.Length - SignatureBytes || !TryReadKey(key, out x, out y))
            {
                return false;
            }

            long[] n = P256Order.Number();
            long[] r = LimbNumber.Read(signature, offset);
            long[] s = LimbNumber.Read(signature, offset + LimbNumber.ByteCount);
            if (LimbNumber.IsZero(r) || LimbNumber.IsZero(s) || LimbNumber.Compare(r, n) >= 0 || LimbNumber.Compare(s, n) >= 0)
            {
                return false;
            }

            // w = 1 / s stays in Montgomery's form, so that its products with plain numbers are plain: u1 = e w, u2 = r w.
            long[] w = new long[P256Field.Limbs], u1 = new long[P256Field.Limbs], u2 = new long[P256Field.Limbs];
            P256Order.Multiply(s, P256Order.RadixSquared(), w);
            w = P256Order.Invert(w);
            P256Order.Multiply(LimbNumber.Read(hash, 0), w, u1);
            P256Order.Multiply(r, w, u2);
            LimbNumber.ReduceOnce(u1, n);
            LimbNumber.ReduceOnce(u2, n);

            P256Scratch scratch = new P256Scratch();
            P256Point sum = Combine(u1, u2, x, y, scratch);
            return !sum.IsInfinite && IsAbscissa(sum, r, n, scratch);
        }

        // u1 G + u2 Q in one run of doublings (Shamir's trick), both factors in non-adjacent form, so that about one bit in seven and one in six adds.
        private static P256Point Combine(long[] u1, long[] u2, long[] x, long[] y, P256Scratch scratch)
        {
            long[][] gx = new long[GeneratorTable.Points][], gy = new long[GeneratorTable.Points][];
            GeneratorTable.Fill(gx, gy);
            P256Point[] q = KeyTable(x, y, scratch);
            sbyte[] digits1 = LimbNumber.NonAdjacentForm(u1, GeneratorWidth);
            sbyte[] digits2 = LimbNumber.NonAdjacentForm(u2, KeyWidth);
            P256Point sum = new P256Point();
            for (int i = digits1.Length - 1; i >= 0; i--)
            {
                sum.Double(scratch);
                int d = digits1[i];
                if (d != 0)
                {
                    int at = (d < 0 ? -d : d) >> 1;
                    sum.Add(gx[at], gy[at], d < 0, scratch);
                }

                d = digits2[i];
                if (d != 0)
                {
                    sum.Add(q[(d < 0 ? -d : d) >> 1], d < 0, scratch);
                }
            }

            return sum;
        }

        // Q, 3Q, 5Q, .. 15Q.
        private static P256Point[] KeyTable(long[] x, long[] y, P256Scratch scratch)
        {
            P256Point twice = new P256Point();
            twice.Set(x, y);
            twice.Double(scratch);
            P256Point[] table = new P256Point[KeyPoints];
            for (int i = 0; i < KeyPoints; i++)
            {
                table[i] = new P256Point();
                if (i == 0)
                {
                    table[0].Set(x, y);
                }
                else
                {
                    table[i].Set(table[i - 1]);
                    table[i].Add(twice, false, scratch);
                }
            }

            return table;
        }

        // X / Z^2 mod p mod n = r, without dividing: X = r Z^2, or X = (r + n) Z^2 when r + n is below p.
        private static bool IsAbscissa(P256Point point, long[] r, long[] n, P256Scratch scratch)
        {
            long[] square = new long[P256Field.Limbs], candidate = new long[P256Field.Limbs];
            P256Field.Square(point.Z, square);
            for (int turn = 0; turn < 2; turn++)
            {
                P256Field.Multiply(r, P256Field.RadixSquared(), candidate);
                P256Field.Multiply(candidate, square, candidate);
                P256Field.Subtract(candidate, point.X, candidate);
                P256Field.Carry(candidate);
                if (P256Field.IsZero(candidate, scratch.A))
                {
                    return true;
                }

                long[] next = new long[P256Field.Limbs];
                for (int i = 0; i < P256Field.Limbs; i++)
                {
                    next[i] = r[i] + n[i];
                }

                P256Field.Carry(next);
                if (LimbNumber.Compare(next, P256Field.Prime()) >= 0)
                {
                    return false;
                }

                r = next;
            }

            return false;
        }

        private static bool TryReadKey(byte[] key, out long[] x, out long[] y)
        {
            x = null;
            y = null;
            if (key == null || key.Length != PublicKeyBytes)
            {
                return false;
            }

            x = LimbNumber.Read(key, 0);
            y = LimbNumber.Read(key, LimbNumber.ByteCount);
            long[] p = P256Field.Prime();
            if (LimbNumber.Compare(x, p) >= 0 || LimbNumber.Compare(y, p) >= 0)
            {
                return false;
            }

            P256Field.Multiply(x, P256Field.RadixSquared(), x);
            P256Field.Multiply(y, P256Field.RadixSquared(), y);

            // x^3 - 3x + b - y^2 = 0.
            long[] left = new long[P256Field.Limbs], right = new long[P256Field.Limbs], b = P256Field.CurveB();
            P256Field.Square(x, left);
            P256Field.Multiply(left, x, left);
            P256Field.Square(y, right);
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                long limb = x[i];
                left[i] += b[i] - right[i] - limb - limb - limb;
            }

            P256Field.Carry(left);
            return P256Field.IsZero(left, right);
        }
    }
}
