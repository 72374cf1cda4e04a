using System.Collections;
using System.Reflection;

namespace AIoT.Embedded.ModelTools.Cli.Estimation;

/// <summary>
/// Bytes that objects take on the managed heap of nanoFramework 1.x on a 32-bit core: blocks of 12 bytes; an object is one block and one for each
/// field, its bases' included; an array is 20 bytes and its elements, references 12 bytes each, rounded up to blocks; a string is a block and its
/// UTF-8 bytes with a zero, rounded up (nf-interpreter, nanoCLR_Runtime__HeapBlock.h).
/// </summary>
internal sealed class HeapFootprint
{
    private const int Block = 12;
    private const int ArrayHeader = 20;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes of everything that can be reached from an object and was not counted before by this instance.</summary>
    public long Add(object? root)
    {
        long bytes = 0;
        var left = new Stack<object>();
        void Push(object? value)
        {
            if (value is not null && !value.GetType().IsValueType && value is not (MemberInfo or Delegate) && _seen.Add(value))
            {
                left.Push(value);
            }
        }

        Push(root);
        while (left.TryPop(out object? value))
        {
            switch (value)
            {
                case string text:
                    bytes += Rounded(Block + System.Text.Encoding.UTF8.GetByteCount(text) + 1);
                    break;
                case Array array:
                    Type element = array.GetType().GetElementType()!;
                    bytes += Rounded(ArrayHeader + (long)array.Length * (element.IsValueType ? SizeOf(element) : Block));
                    if (!element.IsValueType)
                    {
                        foreach (object? item in (IEnumerable)array)
                        {
                            Push(item);
                        }
                    }

                    break;
                default:
                    FieldInfo[] fields = [.. Fields(value.GetType())];
                    bytes += Block * (1 + fields.Length);
                    foreach (FieldInfo field in fields.Where(f => !f.FieldType.IsValueType))
                    {
                        Push(field.GetValue(value));
                    }

                    break;
            }
        }

        return bytes;
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private static int SizeOf(Type type) => type.IsEnum ? SizeOf(Enum.GetUnderlyingType(type)) : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 2,
        TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double => 8,
        _ => 4,
    };

    private static long Rounded(long bytes) => (bytes + Block - 1) / Block * Block;
}
