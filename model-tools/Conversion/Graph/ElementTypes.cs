namespace AIoT.Embedded.ModelTools.Conversion.Graph;

/// <summary>Ranges and rounding of the element types.</summary>
public static class ElementTypes
{
    public static bool IsKnown(ElementType type) => type is >= ElementType.Float and <= ElementType.UInt64 or ElementType.BFloat16;

    public static bool IsFloat(ElementType type) => type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Bytes an element takes in a file; 0 for strings.</summary>
    public static int Size(ElementType type) => type switch
    {
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        _ => 0,
    };

    /// <summary>The value as an element of the type holds it: floats rounded to their width, integers truncated and wrapped.</summary>
    public static double Store(ElementType type, double value) => type switch
    {
        ElementType.Float => (float)value,
        ElementType.Double => value,
        ElementType.Float16 => (double)(Half)value,
        ElementType.BFloat16 => RoundToBFloat16((float)value),
        ElementType.UInt8 => (byte)(long)value,
        ElementType.Int8 => (sbyte)(long)value,
        ElementType.UInt16 => (ushort)(long)value,
        ElementType.Int16 => (short)(long)value,
        ElementType.Int32 => (int)(long)value,
        ElementType.UInt32 => (uint)(long)value,
        ElementType.Int64 => Math.Truncate(value),
        ElementType.UInt64 => Math.Truncate(value),
        ElementType.Bool => value != 0 ? 1 : 0,
        _ => value,
    };

    /// <summary>Smallest and largest value of an integer type; both infinite for the others.</summary>
    public static (double Min, double Max) Range(ElementType type) => type switch
    {
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.UInt32 => (uint.MinValue, uint.MaxValue),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>Nearest even of the 8-bit exponent, 7-bit mantissa format.</summary>
    private static double RoundToBFloat16(float value)
    {
        if (float.IsNaN(value))
        {
            return double.NaN;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint rounded = bits + 0x7FFF + ((bits >> 16) & 1);
        return BitConverter.UInt32BitsToSingle(rounded & 0xFFFF0000);
    }
}
