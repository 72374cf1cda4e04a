namespace AIoT.Embedded.Meter.Tests;

/// <summary>Small pieces of code whose opcodes can be counted by hand. Compiled with optimisation, as firmware is.</summary>
public static class Samples
{
    private static readonly int[] Table = [1, 2, 3];

    public static long SumOfLongs(int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += i;
        }

        return sum;
    }

    public static int SumOfShorts(short[] values)
    {
        int sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    public static int CallsTwice(int value) => AddOne(AddOne(value));

    public static int Lookup(int index) => Table[index];

    public static int Choose(bool first, int left, int right) => first ? left : right;

    public static float Mix(float a, int b, double c) => (float)((a * b) + c);

    public static int CatchesDivision(int divisor)
    {
        try
        {
            return 10 / divisor;
        }
        catch (DivideByZeroException)
        {
            return -1;
        }
    }

    public static int Absolute(int value) => Math.Abs(value);

    public static int Halve(int value)
    {
        while (true)
        {
            value >>= 1;
            if (value == 0)
            {
                return 0;
            }
        }
    }

    public static int Virtual() => new Derived().Value() + new Base().Plain(3);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int AddOne(int value) => value + 1;

    private class Base
    {
        public virtual int Value() => 1;

        public int Plain(int value) => value;
    }

    private sealed class Derived : Base
    {
        public override int Value() => 2;
    }
}
