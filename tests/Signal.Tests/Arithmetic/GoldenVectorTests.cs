using System.Globalization;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Arithmetic;

public sealed class GoldenVectorTests
{
    [Fact]
    public void The_scalar_functions_give_the_golden_vectors()
    {
        string[] lines = File.ReadAllLines(TestData.InRepository("tests/vectors/arithmetic/scalar.csv"));
        Assert.Equal("function,x,m,s,expected", lines[0]);
        Assert.True(lines.Length > 1000);
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split(',');
            long x = long.Parse(fields[1], CultureInfo.InvariantCulture);
            int m = fields[2].Length == 0 ? 0 : int.Parse(fields[2], CultureInfo.InvariantCulture);
            int s = fields[3].Length == 0 ? 0 : int.Parse(fields[3], CultureInfo.InvariantCulture);
            long result = fields[0] switch
            {
                "roundshift" => IntegerMath.RoundShift(x, s),
                "requantize" => IntegerMath.Requantize(x, m, s),
                "int8" => IntegerMath.SaturateInt8(x),
                "int16" => IntegerMath.SaturateInt16(x),
                "int32" => IntegerMath.SaturateInt32(x),
                "bitlength" => IntegerMath.BitLength(x),
                "isqrt" => IntegerMath.Isqrt(x),
                "log2q8" => IntegerMath.Log2Q8(x),
                _ => throw new InvalidDataException(line),
            };
            Assert.True(fields[4] == result.ToString(CultureInfo.InvariantCulture), $"{line}: {result}");
        }
    }

    [Fact]
    public void The_logarithm_uses_the_golden_table()
    {
        string[] lines = File.ReadAllLines(TestData.InRepository("tests/vectors/arithmetic/log2-table.csv"));
        Assert.Equal(513, lines.Length);
        for (int i = 0; i < 512; i++)
        {
            Assert.Equal(lines[i + 1], $"{i},{IntegerMath.Log2Q8(512 + i) - 9 * 256}");
        }
    }
}
