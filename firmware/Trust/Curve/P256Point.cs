namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// A point of P-256 in Jacobian coordinates: x = X / Z^2, y = Y / Z^3, field elements in Montgomery's form, carried; Z = 0 is the point at infinity.
    /// Formulas: Hankerson, Menezes, Vanstone, Guide to Elliptic Curve Cryptography, 2004, section 3.2.2. Not constant-time: for public values only.
    /// </summary>
    internal sealed class P256Point
    {
        private readonly long[] _x = new long[P256Field.Limbs];
        private readonly long[] _y = new long[P256Field.Limbs];
        private readonly long[] _z = new long[P256Field.Limbs];
        private bool _infinite = true;

        public bool IsInfinite
        {
            get { return _infinite; }
        }

        public long[] X
        {
            get { return _x; }
        }

        public long[] Y
        {
            get { return _y; }
        }

        public long[] Z
        {
            get { return _z; }
        }

        public void Set(long[] x, long[] y)
        {
            P256Field.Copy(x, _x);
            P256Field.Copy(y, _y);
            P256Field.Copy(P256Field.One(), _z);
            _infinite = false;
        }

        public void Set(P256Point other)
        {
            P256Field.Copy(other._x, _x);
            P256Field.Copy(other._y, _y);
            P256Field.Copy(other._z, _z);
            _infinite = other._infinite;
        }

        // P = 2 P: alpha = 3 (X - Z^2) (X + Z^2), beta = X Y^2, X' = alpha^2 - 8 beta, Z' = 2 Y Z, Y' = alpha (4 beta - X') - 8 Y^4.
        public void Double(P256Scratch s)
        {
            if (_infinite)
            {
                return;
            }

            long[] x = _x, y = _y, z = _z, alpha = s.A, beta = s.B, t = s.C, u = s.D;
            P256Field.Square(z, t);
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                long limb = x[i], d = t[i];
                long sum = limb + d;
                u[i] = limb - d;
                t[i] = sum + sum + sum;
            }

            P256Field.Multiply(u, t, alpha);
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                long limb = y[i];
                t[i] = limb + limb;
            }

            // 2 Y gives all the even factors: Z' = (2Y) Z, 4 beta = X (2Y)^2, 8 Y^4 = ((2Y)^2)^2 / 2.
            P256Field.Multiply(t, z, z);
            P256Field.Square(t, u);
            P256Field.Multiply(x, u, beta);
            P256Field.Square(y, t);
            P256Field.Multiply(t, u, y);
            P256Field.Square(alpha, x);
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                long limb = beta[i];
                x[i] -= limb + limb;
            }

            P256Field.Carry(x);
            P256Field.Subtract(beta, x, t);
            P256Field.Multiply(alpha, t, u);
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                long limb = y[i];
                y[i] = u[i] - limb - limb;
            }

            P256Field.Carry(y);
        }

        // P = P +- Q with Q = (x2, y2): H = x2 Z^2 - X, R = +-y2 Z^3 - Y.
        public void Add(long[] x2, long[] y2, bool negative, P256Scratch s)
        {
            if (_infinite)
            {
                Set(x2, y2);
                NegateIf(negative);
                return;
            }

            P256Field.Square(_z, s.A);
            P256Field.Multiply(x2, s.A, s.H);
            P256Field.Multiply(s.A, _z, s.A);
            P256Field.Multiply(y2, s.A, s.R);
            Finish(negative, s);
        }

        // P = P +- Q: with U = X Z2^2 and S = Y Z2^3 in X's and Y's place, and Z Z2 in Z's, the rest is as for Z2 = 1.
        public void Add(P256Point other, bool negative, P256Scratch s)
        {
            if (other._infinite)
            {
                return;
            }

            if (_infinite)
            {
                Set(other);
                NegateIf(negative);
                return;
            }

            P256Field.Square(_z, s.A);
            P256Field.Multiply(other._x, s.A, s.H);
            P256Field.Multiply(s.A, _z, s.A);
            P256Field.Multiply(other._y, s.A, s.R);
            P256Field.Square(other._z, s.B);
            P256Field.Multiply(_x, s.B, _x);
            P256Field.Multiply(s.B, other._z, s.B);
            P256Field.Multiply(_y, s.B, _y);
            P256Field.Multiply(_z, other._z, _z);
            Finish(negative, s);
        }

        // H and R hold the other point's coordinates at this point's scale: X' = R^2 - H^3 - 2 X H^2, Y' = R (X H^2 - X') - Y H^3, Z' = Z H.
        private void Finish(bool negative, P256Scratch s)
        {
            long[] x = _x, y = _y, h = s.H, r = s.R, cube = s.A, v = s.B, t = s.C;
            if (negative)
            {
                for (int i = 0; i < P256Field.Limbs; i++)
                {
                    r[i] = -r[i];
                }
            }

            P256Field.Subtract(h, x, h);
            P256Field.Subtract(r, y, r);
            P256Field.Carry(r);
            if (P256Field.IsZero(h, t))
            {
                if (P256Field.IsZero(r, t))
                {
                    Double(s);
                }
                else
                {
                    _infinite = true;
                    System.Array.Clear(_z, 0, P256Field.Limbs);
                }

                return;
            }

            P256Field.Multiply(_z, h, _z);
            P256Field.Square(h, t);
            P256Field.Multiply(t, h, cube);
            P256Field.Multiply(x, t, v);
            P256Field.Square(r, x);
            for (int i = 0; i < P256Field.Limbs; i++)
            {
                long limb = v[i];
                x[i] = x[i] - cube[i] - limb - limb;
            }

            P256Field.Carry(x);
            P256Field.Subtract(v, x, v);
            P256Field.Multiply(r, v, t);
            P256Field.Multiply(y, cube, y);
            P256Field.Subtract(t, y, y);
            P256Field.Carry(y);
        }

        private void NegateIf(bool negative)
        {
            if (negative)
            {
                for (int i = 0; i < P256Field.Limbs; i++)
                {
                    _y[i] = -_y[i];
                }

                P256Field.Carry(_y);
            }
        }
    }
}
