using System.Numerics;
using System.Security.Cryptography;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Trust.Tests.Curve;

/// <summary>ES256 against .NET's ECDsa, against the formulas of FIPS 186-4 in big integers, and at the edges.</summary>
public sealed class Es256Tests
{
    [Fact]
    public void Signatures_of_fresh_keys_verify_and_no_changed_bit_does()
    {
        var random = new Random(TestData.Seed);
        for (int i = 0; i < (TestData.LongMode ? 20_000 : 100); i++)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            byte[] point = Point(key), hash = new byte[32];
            random.NextBytes(hash);
            byte[] signature = key.SignHash(hash);
            Assert.True(Es256.Verify(point, hash, signature, 0), Case(point, hash, signature));
            byte[] changed = [.. signature];
            changed[random.Next(64)] ^= (byte)(1 << random.Next(8));
            Assert.False(Es256.Verify(point, hash, changed, 0), Case(point, hash, changed));
            hash[random.Next(32)] ^= (byte)(1 << random.Next(8));
            Assert.False(Es256.Verify(point, hash, signature, 0), Case(point, hash, signature));
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void Hashes_of_equal_bytes_verify(byte value)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] hash = [.. Enumerable.Repeat(value, 32)];
        byte[] signature = key.SignHash(hash);
        Assert.True(Es256.Verify(Point(key), hash, signature, 0), Case(Point(key), hash, signature));
    }

    [Fact]
    public void The_other_s_of_a_signature_verifies_too_as_ECDSA_has_it()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] hash = RandomNumberGenerator.GetBytes(32);
        byte[] signature = key.SignHash(hash);
        PlainP256.Bytes(PlainP256.N - PlainP256.Number(signature.AsSpan(32))).CopyTo(signature, 32);
        Assert.True(key.VerifyHash(hash, signature));
        Assert.True(Es256.Verify(Point(key), hash, signature, 0), Case(Point(key), hash, signature));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] hash = RandomNumberGenerator.GetBytes(32);
        byte[] signature = key.SignHash(hash);
        BigInteger r = PlainP256.Number(signature.AsSpan(0, 32)), s = PlainP256.Number(signature.AsSpan(32));
        BigInteger all = BigInteger.Pow(2, 256) - 1;
        (BigInteger R, BigInteger S)[] wrong =
        [
            (0, s), (r, 0), (0, 0), (PlainP256.N, s), (r, PlainP256.N), (PlainP256.N + 1, s), (all, s), (r, all), (PlainP256.P, s), (1, 1), (PlainP256.N - 1, PlainP256.N - 1),
        ];
        foreach ((BigInteger wrongR, BigInteger wrongS) in wrong)
        {
            Assert.False(Es256.Verify(Point(key), hash, [.. PlainP256.Bytes(wrongR), .. PlainP256.Bytes(wrongS)], 0), $"r {wrongR} s {wrongS}");
        }

        // The same r and s written n higher would be a second form of one signature.
        if (r + PlainP256.N <= all)
        {
            Assert.False(Es256.Verify(Point(key), hash, [.. PlainP256.Bytes(r + PlainP256.N), .. signature[32..]], 0));
        }
    }

    [Fact]
    public void Keys_that_are_no_points_are_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] hash = RandomNumberGenerator.GetBytes(32), good = Point(key);
        byte[] signature = key.SignHash(hash);
        BigInteger x = PlainP256.Number(good.AsSpan(0, 32)), y = PlainP256.Number(good.AsSpan(32));
        Assert.True(Es256.IsPublicKey(good));
        List<byte[]> wrong =
        [
            new byte[64], [.. Enumerable.Repeat((byte)0xFF, 64)], good[..63], [.. good, 0], [], PlainP256.Bytes((x, 0)), PlainP256.Bytes((0, y)), PlainP256.Bytes((y, x)),
            PlainP256.Bytes((x, PlainP256.P)), PlainP256.Bytes((PlainP256.P, y)), PlainP256.Bytes((x, PlainP256.Mod(y + 1, PlainP256.P))),
        ];

        // The points with x below 2^256 - p could be written a second time, p higher.
        for (BigInteger small = 5; wrong.Count < 12; small++)
        {
            if (Root(small) is { } root)
            {
                Assert.True(Es256.IsPublicKey(PlainP256.Bytes((small, root))));
                wrong.Add(PlainP256.Bytes((small + PlainP256.P, root)));
            }
        }

        foreach (byte[] point in wrong)
        {
            Assert.False(Es256.IsPublicKey(point), Convert.ToHexString(point));
            Assert.False(Es256.Verify(point, hash, signature, 0), Convert.ToHexString(point));
        }

        Assert.False(Es256.IsPublicKey(null));
        Assert.False(Es256.Verify(good, hash[..31], signature, 0));
        Assert.False(Es256.Verify(good, hash, signature, 1));
        Assert.False(Es256.Verify(good, hash, signature, -1));
        Assert.False(Es256.Verify(good, null, signature, 0));
        Assert.False(Es256.Verify(good, hash, null, 0));
    }

    /// <summary>Keys that are small multiples of the base point make the sums meet equal and opposite points: doublings and infinities inside the additions.</summary>
    [Fact]
    public void Keys_near_the_base_point_verify_as_the_plain_formulas_do()
    {
        var random = new Random(TestData.Seed);
        for (int i = 0; i < (TestData.LongMode ? 20_000 : 200); i++)
        {
            BigInteger d = random.Next(1, 40);
            d = random.Next(2) == 0 ? d : PlainP256.N - d;
            (BigInteger X, BigInteger Y) key = PlainP256.Times(d, PlainP256.G)!.Value;

            // u1 and u2 small too, so that the sum stays among the same few points.
            BigInteger u1 = random.Next(0, 64), u2 = random.Next(1, 64);
            u1 = random.Next(2) == 0 ? u1 : PlainP256.Mod(-u1, PlainP256.N);
            u2 = random.Next(2) == 0 ? u2 : PlainP256.N - u2;
            (BigInteger X, BigInteger Y)? point = PlainP256.Add(PlainP256.Times(u1, PlainP256.G), PlainP256.Times(u2, key));
            BigInteger r = point is { } p ? p.X % PlainP256.N : 1 + random.Next();
            BigInteger s = PlainP256.Mod(r * PlainP256.Inverse(u2, PlainP256.N), PlainP256.N), e = PlainP256.Mod(u1 * s, PlainP256.N);
            byte[] signature = [.. PlainP256.Bytes(r), .. PlainP256.Bytes(s)];
            Assert.Equal(point is not null, PlainP256.Verify(key, e, r, s));
            Assert.True(point is not null == Es256.Verify(PlainP256.Bytes(key), PlainP256.Bytes(e), signature, 0), $"seed {TestData.Seed}: d {d}, u1 {u1}, u2 {u2}");
        }
    }

    /// <summary>The sum's x may lie between n and p: r is then x - n, and only the second comparison sees it.</summary>
    [Fact]
    public void An_abscissa_beyond_the_order_verifies()
    {
        var random = new Random(TestData.Seed);
        int found = 0;
        for (BigInteger r = 1; found < 8; r++)
        {
            if (Root(r + PlainP256.N) is not { } y)
            {
                continue;
            }

            found++;
            BigInteger u1 = Below(random, PlainP256.N), u2 = Below(random, PlainP256.N);
            (BigInteger X, BigInteger Y) sum = (r + PlainP256.N, y);
            (BigInteger X, BigInteger Y) key = PlainP256.Times(PlainP256.Inverse(u2, PlainP256.N), PlainP256.Add(sum, PlainP256.Times(PlainP256.N - u1, PlainP256.G)))!.Value;
            BigInteger s = PlainP256.Mod(r * PlainP256.Inverse(u2, PlainP256.N), PlainP256.N), e = PlainP256.Mod(u1 * s, PlainP256.N);
            byte[] signature = [.. PlainP256.Bytes(r), .. PlainP256.Bytes(s)];
            Assert.True(PlainP256.Verify(key, e, r, s));
            Assert.True(Es256.Verify(PlainP256.Bytes(key), PlainP256.Bytes(e), signature, 0), $"seed {TestData.Seed}: r {r}");

            // A sum whose x is r itself is not mistaken for one whose x is r + n, where r + n is p or more.
            BigInteger high = PlainP256.P - PlainP256.N + r;
            Assert.False(Es256.Verify(PlainP256.Bytes(key), PlainP256.Bytes(e), [.. PlainP256.Bytes(high), .. PlainP256.Bytes(s)], 0));
        }
    }

    [Fact]
    public void Numbers_at_the_limbs_edges_verify_as_the_plain_formulas_do()
    {
        var random = new Random(TestData.Seed);
        for (int i = 0; i < (TestData.LongMode ? 5_000 : 40); i++)
        {
            // Any e, r, s with a key made to fit: Q = (s R - e G) / r for a chosen R.
            BigInteger k = Edge(random), e = Edge(random), s = Edge(random);
            (BigInteger X, BigInteger Y) sum = PlainP256.Times(k, PlainP256.G)!.Value;
            BigInteger r = sum.X % PlainP256.N;
            (BigInteger X, BigInteger Y)? key = PlainP256.Times(PlainP256.Inverse(r, PlainP256.N), PlainP256.Add(PlainP256.Times(s, sum), PlainP256.Times(PlainP256.Mod(-e, PlainP256.N), PlainP256.G)));
            if (key is not { } q)
            {
                continue;
            }

            byte[] signature = [.. PlainP256.Bytes(r), .. PlainP256.Bytes(s)];
            Assert.True(Es256.Verify(PlainP256.Bytes(q), PlainP256.Bytes(e), signature, 0), $"seed {TestData.Seed}: k {k}, e {e}, s {s}");
            BigInteger other = Edge(random);
            Assert.Equal(PlainP256.Verify(q, other, r, s), Es256.Verify(PlainP256.Bytes(q), PlainP256.Bytes(other), signature, 0));
        }
    }

    internal static byte[] Point(ECDsa key)
    {
        ECParameters parameters = key.ExportParameters(false);
        return [.. parameters.Q.X!, .. parameters.Q.Y!];
    }

    private static BigInteger Edge(Random random)
    {
        // Runs of ones and zeros whose ends lie at random bits, and numbers next to the order.
        BigInteger value = 0;
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            value ^= (BigInteger.One << random.Next(257)) - (BigInteger.One << random.Next(257));
        }

        value = random.Next(4) == 0 ? PlainP256.N - random.Next(1, 300) : value;
        value = PlainP256.Mod(value, PlainP256.N);
        return value.IsZero ? 1 : value;
    }

    private static BigInteger Below(Random random, BigInteger limit)
    {
        var bytes = new byte[40];
        random.NextBytes(bytes);
        return PlainP256.Number(bytes) % (limit - 1) + 1;
    }

    /// <summary>A y to an x of the curve, or null; p = 3 mod 4.</summary>
    private static BigInteger? Root(BigInteger x)
    {
        BigInteger square = PlainP256.Mod(x * x * x - 3 * x + PlainP256.B, PlainP256.P);
        BigInteger root = BigInteger.ModPow(square, (PlainP256.P + 1) / 4, PlainP256.P);
        return PlainP256.Mod(root * root - square, PlainP256.P).IsZero ? root : null;
    }

    private static string Case(byte[] point, byte[] hash, byte[] signature)
        => $"seed {TestData.Seed}, key {Convert.ToHexString(point)}, hash {Convert.ToHexString(hash)}, signature {Convert.ToHexString(signature)}";
}
