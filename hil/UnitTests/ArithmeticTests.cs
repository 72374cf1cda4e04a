using System;
using AIoT.Embedded.Signal;
using nanoFramework.TestFramework;

namespace AIoT.Embedded.UnitTests
{
    /// <summary>The arithmetic contract where boards and PCs are known to part: signs, ties, limits, shifts of 64-bit values.</summary>
    [TestClass]
    public class ArithmeticTests
    {
        [TestMethod]
        public void A_tie_is_rounded_towards_plus_infinity()
        {
            Assert.AreEqual(2L, IntegerMath.RoundShift(3, 1));
            Assert.AreEqual(-1L, IntegerMath.RoundShift(-3, 1));
            Assert.AreEqual(-2L, IntegerMath.RoundShift(-5, 1));
            Assert.AreEqual(7L, IntegerMath.RoundShift(7, 0));
        }

        [TestMethod]
        public void Requantizing_rounds_once_in_64_bits()
        {
            Assert.AreEqual(int.MaxValue - 1L, IntegerMath.Requantize(int.MaxValue, int.MaxValue, 31));
            Assert.AreEqual(-2147483647L, IntegerMath.Requantize(int.MinValue, int.MaxValue, 31));
            Assert.AreEqual(0L, IntegerMath.Requantize(-1, 1, 1));
        }

        [DataRow(127, 127)]
        [DataRow(128, 127)]
        [DataRow(-128, -128)]
        [DataRow(-129, -128)]
        public void Int8_saturates(int x, int expected)
        {
            Assert.AreEqual(expected, IntegerMath.SaturateInt8(x));
        }

        [TestMethod]
        public void Roots_are_exact_up_to_63_bits()
        {
            Assert.AreEqual(3037000499L, IntegerMath.Isqrt(long.MaxValue));
            Assert.AreEqual(46340L, IntegerMath.Isqrt(2147483647L));
            Assert.AreEqual(0L, IntegerMath.Isqrt(-1));
        }

        [TestMethod]
        public void Logarithms_are_exact_at_powers_of_two()
        {
            for (int i = 0; i < 63; i++)
            {
                Assert.AreEqual(256 * i, IntegerMath.Log2Q8(1L << i));
            }
        }

        [TestMethod]
        public void A_shift_of_a_negative_int_keeps_its_sign()
        {
            int[] values = new int[] { -2147483647, -5, -1, 5 };
            Assert.AreEqual(-1, values[1] >> 3);
            Assert.AreEqual(-1, values[2] >> 31);
            Assert.AreEqual(-3, values[1] >> 1);
        }
    }
}
