using System;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>A function of the arithmetic contract: its name, a count, and x, m, s, expected for each.</summary>
    public sealed class ScalarPlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            string function = data.ReadText();
            int count = data.ReadInt();
            for (int i = 0; i < count; i++)
            {
                long x = data.ReadLong();
                int m = data.ReadInt();
                int s = data.ReadInt();
                long expected = data.ReadLong();
                result.Start();
                long actual = Call(function, x, m, s);
                result.Stop();
                result.Expect(function, expected, actual);
            }
        }

        private static long Call(string function, long x, int m, int s)
        {
            switch (function)
            {
                case "roundshift": return IntegerMath.RoundShift(x, s);
                case "requantize": return IntegerMath.Requantize(x, m, s);
                case "int8": return IntegerMath.SaturateInt8(x);
                case "int16": return IntegerMath.SaturateInt16(x);
                case "int32": return IntegerMath.SaturateInt32(x);
                case "bitlength": return IntegerMath.BitLength(x);
                case "isqrt": return IntegerMath.Isqrt(x);
                case "log2q8": return IntegerMath.Log2Q8(x);
                default: throw new Exception("no function " + function);
            }
        }
    }
}
