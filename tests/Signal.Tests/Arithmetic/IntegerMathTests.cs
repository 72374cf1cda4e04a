using System.Numerics;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Arithmetic;

public sealed class IntegerMathTests
{
    private static readonly int Cases = TestData.LongMode ? 1_000_000 : 50_000;

    [Fact]
    public void Isqrt_is_the_floor_of_the_root_at_every_square_and_beside_it()
    {
        for (long root = 1; root <= 3_037_000_499; root += root < 70_000 ? 1 : 7_919 + root / 5_000)
        {
            long square = root * root;
            Assert.Equal(root, IntegerMath.Isqrt(square));
            Assert.Equal(root - 1, IntegerMath.Isqrt(square - 1));
        }

        Assert.Equal(3_037_000_499, IntegerMath.Isqrt(long.MaxValue));
        Assert.Equal(3_037_000_499, IntegerMath.Isqrt(3_037_000_499L * 3_037_000_499L));
        Assert.Equal(3_037_000_498, IntegerMath.Isqrt(3_037_000_499L * 3_037_000_499L - 1));
    }

    [Fact]
    public void Isqrt_brackets_the_root_of_random_numbers_of_every_length()
    {
        Random random = new(TestData.Seed);
        for (int i = 0; i < Cases; i++)
        {
            long x = RandomLong(random);
            BigInteger root = IntegerMath.Isqrt(x);
            Assert.True(root * root <= x && (root + 1) * (root + 1) > x, $"x = {x}, root = {root}, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void Isqrt_of_zero_and_below_is_zero()
    {
        Assert.Equal(0, IntegerMath.Isqrt(0));
        Assert.Equal(0, IntegerMath.Isqrt(-1));
        Assert.Equal(0, IntegerMath.Isqrt(long.MinValue));
    }

    [Fact]
    public void Log2_is_within_one_unit_and_never_decreases()
    {
        int before = 0;
        for (long x = 1; x < 200_000; x++)
        {
            int log = IntegerMath.Log2Q8(x);
            Assert.True(Math.Abs(log - 256 * Math.Log2(x)) < 0.87, $"x = {x}: {log}");
            Assert.True(log >= before, $"x = {x}");
            before = log;
        }

        Random random = new(TestData.Seed);
        for (int i = 0; i < Cases; i++)
        {
            long x = RandomLong(random) + 1;
            int log = IntegerMath.Log2Q8(x);
            Assert.True(Math.Abs(log - 256 * Math.Log2(x)) < 0.87, $"x = {x}: {log}, seed {TestData.Seed}");
            Assert.True(IntegerMath.Log2Q8(x - 1) <= log, $"x = {x}, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void Log2_follows_the_formula_that_the_contract_gives_for_its_table()
    {
        for (int i = 0; i < 512; i++)
        {
            int entry = (int)Math.Floor(256 * Math.Log2(1 + (2 * i + 1) / 1024.0) + 0.5);
            Assert.Equal(9 * 256 + entry, IntegerMath.Log2Q8(512 + i));
            Assert.Equal(62 * 256 + entry, IntegerMath.Log2Q8((512L + i) << 53));
            Assert.Equal(62 * 256 + entry, IntegerMath.Log2Q8(((512L + i) << 53) + (1L << 53) - 1));
        }
    }

    [Fact]
    public void Log2_of_powers_of_two_is_exact_and_of_nothing_is_zero()
    {
        for (int i = 0; i < 63; i++)
        {
            Assert.Equal(256 * i, IntegerMath.Log2Q8(1L << i));
        }

        Assert.Equal(0, IntegerMath.Log2Q8(0));
        Assert.Equal(0, IntegerMath.Log2Q8(-5));
    }

    [Fact]
    public void Bit_length_counts_digits()
    {
        Assert.Equal(0, IntegerMath.BitLength(0));
        Assert.Equal(0, IntegerMath.BitLength(-1));
        for (int i = 0; i < 63; i++)
        {
            Assert.Equal(i + 1, IntegerMath.BitLength(1L << i));
            Assert.Equal(i + 1, IntegerMath.BitLength((1L << i) | ((1L << i) - 1)));
        }
    }

    [Fact]
    public void Requantize_rounds_once_with_ties_towards_plus_infinity()
    {
        Assert.Equal(2, IntegerMath.Requantize(3, 1, 1));
        Assert.Equal(-1, IntegerMath.Requantize(-3, 1, 1));
        Random random = new(TestData.Seed);
        for (int i = 0; i < Cases; i++)
        {
            int x = i % 7 == 0 ? int.MinValue : i % 7 == 1 ? int.MaxValue : (int)(RandomLong(random) >> random.Next(32, 63)) * (random.Next(2) * 2 - 1);
            int multiplier = i % 5 == 0 ? int.MaxValue : random.Next(1, int.MaxValue);
            int shift = random.Next(1, 63);
            BigInteger exact = ((BigInteger)x * multiplier * 2 + (BigInteger.One << shift)) >> (shift + 1);
            Assert.True(exact == IntegerMath.Requantize(x, multiplier, shift), $"{x} * {multiplier} >> {shift}, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void Round_shift_rounds_once_with_ties_towards_plus_infinity()
    {
        Assert.Equal(5, IntegerMath.RoundShift(5, 0));
        Assert.Equal(3, IntegerMath.RoundShift(5, 1));
        Assert.Equal(-2, IntegerMath.RoundShift(-5, 1));
        Assert.Equal(-1, IntegerMath.RoundShift(-6, 2));
        Assert.Equal(1, IntegerMath.RoundShift(1L << 61, 62));
        Assert.Equal(0, IntegerMath.RoundShift(-(1L << 61), 62));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(127, 127, 127)]
    [InlineData(128, 127, 128)]
    [InlineData(-128, -128, -128)]
    [InlineData(-129, -128, -129)]
    [InlineData(40000, 127, 32767)]
    [InlineData(-40000, -128, -32768)]
    [InlineData(long.MaxValue, 127, 32767)]
    [InlineData(long.MinValue, -128, -32768)]
    public void Saturation_takes_the_nearest_end(long x, int int8, int int16)
    {
        Assert.Equal(int8, IntegerMath.SaturateInt8(x));
        Assert.Equal(int16, IntegerMath.SaturateInt16(x));
        Assert.Equal(Math.Clamp(x, int.MinValue, int.MaxValue), IntegerMath.SaturateInt32(x));
    }

    private static long RandomLong(Random random) => random.NextInt64() >> random.Next(63);
}
