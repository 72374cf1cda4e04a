using System.Globalization;
using System.Numerics;

namespace AIoT.Embedded.Trust.Tests.Curve;

/// <summary>P-256 and ECDSA verification as FIPS 186-4 writes them, with affine points and big integers; null is the point at infinity.</summary>
internal static class PlainP256
{
    public static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1;
    public static readonly BigInteger N = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    public static readonly BigInteger B = Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    public static readonly (BigInteger X, BigInteger Y) G = (Hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"), Hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

    public static BigInteger Hex(string text) => BigInteger.Parse("0" + text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static BigInteger Mod(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    /// <summary>By Euclid's extended algorithm.</summary>
    public static BigInteger Inverse(BigInteger value, BigInteger prime)
    {
        (BigInteger a, BigInteger b, BigInteger u, BigInteger v) = (Mod(value, prime), prime, 1, 0);
        while (!a.IsZero)
        {
            BigInteger quotient = BigInteger.DivRem(b, a, out BigInteger rest);
            (a, b, u, v) = (rest, a, v - quotient * u, u);
        }

        return Mod(v, prime);
    }

    public static (BigInteger X, BigInteger Y)? Add((BigInteger X, BigInteger Y)? a, (BigInteger X, BigInteger Y)? b)
    {
        if (a is not { } p || b is not { } q)
        {
            return a ?? b;
        }

        if (p.X == q.X && Mod(p.Y + q.Y, P) == 0)
        {
            return null;
        }

        BigInteger slope = p == q ? (3 * p.X * p.X - 3) * Inverse(2 * p.Y, P) : (q.Y - p.Y) * Inverse(q.X - p.X, P);
        BigInteger x = Mod(slope * slope - p.X - q.X, P);
        return (x, Mod(slope * (p.X - x) - p.Y, P));
    }

    public static (BigInteger X, BigInteger Y)? Times(BigInteger factor, (BigInteger X, BigInteger Y)? point)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        if (factor > N / 2 && point is { } p)
        {
            (factor, point) = (N - factor, (p.X, Mod(-p.Y, P)));
        }

        for (; factor > 0; factor >>= 1)
        {
            sum = factor.IsEven ? sum : Add(sum, point);
            point = Add(point, point);
        }

        return sum;
    }

    public static bool Verify((BigInteger X, BigInteger Y) key, BigInteger e, BigInteger r, BigInteger s)
    {
        if (r <= 0 || s <= 0 || r >= N || s >= N || key.X >= P || key.Y >= P || Mod(key.Y * key.Y - (key.X * key.X * key.X - 3 * key.X + B), P) != 0)
        {
            return false;
        }

        BigInteger w = Inverse(s, N);
        return Add(Times(Mod(e * w, N), G), Times(Mod(r * w, N), key)) is { } point && point.X % N == r;
    }

    /// <summary>32 bytes, big-endian.</summary>
    public static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes, 32 - digits.Length);
        return bytes;
    }

    public static byte[] Bytes((BigInteger X, BigInteger Y) pair) => [.. Bytes(pair.X), .. Bytes(pair.Y)];

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
