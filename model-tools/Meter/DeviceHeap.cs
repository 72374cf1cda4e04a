using System.Reflection;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// What the live objects of firmware take on a board, counted on the PC: nanoFramework's heap is made of blocks of 12 bytes. An
/// object is one block and one for each field, whatever the field's type; an array has a head of 20 bytes and its elements, 12 bytes each
/// for references; a text has a head of 12 bytes, its characters and a zero. So it was measured with the upstream interpreter built for 32
/// bits: an object without fields took 12 bytes, with four 60, byte[12] 36, byte[100] 120, int[10] 60, long[10] 108, object[10] 144, a text
/// of 100 characters 120.
/// </summary>
/// <remarks>
/// Counted are objects of the firmware's own types, arrays and texts. Of the base library's objects (threads, events, streams) only the
/// base library knows: each is counted with <see cref="ForeignBytes"/>, and listed. Literals in the code live in flash and are not counted,
/// but where they are reached through a field they are: an upper bound.
/// </remarks>
public sealed class DeviceHeap
{
    /// <summary>Assumed for an object of a foreign type: a thread at rest takes 72 bytes there, an event 12, a delegate 36.</summary>
    public const int ForeignBytes = 72;

    private const int Block = 12;
    private const int ArrayHead = 20;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, (int Count, long Bytes)> _byType = [];
    private readonly Stack<(object Item, string Path)> _left = new();
    private readonly List<(string Path, long Bytes)> _arrays = [];
    private readonly Dictionary<string, long> _parts = [];

    /// <summary>All that was counted.</summary>
    public long Bytes { get; private set; }

    /// <summary>Objects and bytes of each type, the largest first.</summary>
    public IEnumerable<(string Type, int Count, long Bytes)> Largest
        => _byType.OrderByDescending(t => t.Value.Bytes).Select(t => (t.Key.ToString(), t.Value.Count, t.Value.Bytes));

    /// <summary>Bytes under each part of the application, by the first fields of the path that led there.</summary>
    public IEnumerable<(string Part, long Bytes)> Parts => _parts.OrderByDescending(p => p.Value).Select(p => (p.Key, p.Value));

    /// <summary>The largest arrays and the fields that hold them.</summary>
    public IEnumerable<(string Path, long Bytes)> LargestArrays => _arrays.OrderByDescending(a => a.Bytes);

    /// <summary>Counts all that is reached from an object.</summary>
    public DeviceHeap Add(object root)
    {
        Push(root, root.GetType().Name);
        return CountAll();
    }

    private DeviceHeap CountAll()
    {
        while (_left.TryPop(out (object Item, string Path) next))
        {
            if (_seen.Add(next.Item))
            {
                CountOne(next.Item, next.Path);
            }
        }

        return this;
    }

    /// <summary>Counts an object and what is reached from it; returns their bytes, without those of what was counted before.</summary>
    public long Count(object root)
    {
        long before = Bytes;
        return Add(root).Bytes - before;
    }

    /// <summary>Counts what the static fields of an assembly hold: a board allocates it when it loads the assembly.</summary>
    public DeviceHeap AddStatics(Assembly assembly)
    {
        foreach (FieldInfo field in assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)).Where(field => !field.IsLiteral && !field.FieldType.IsValueType))
        {
            if (field.GetValue(null) is { } value && value is not Delegate)
            {
                _left.Push((value, $"{field.DeclaringType!.Name}.{field.Name}"));
            }
        }

        return CountAll();
    }

    /// <summary>Counts as reached already: what stands for the board's environment in a test.</summary>
    public DeviceHeap Without(object item)
    {
        _seen.Add(item);
        return this;
    }

    /// <summary>Bytes of one object by itself.</summary>
    public static int SizeOf(object item) => item switch
    {
        string text => Blocks(Block + text.Length + 1),
        Array array => Blocks(ArrayHead + (array.Length * ElementSize(array.GetType().GetElementType()!))),
        _ when item.GetType() == typeof(object) => Block,
        _ when IsOurs(item.GetType()) => Block * (1 + Fields(item.GetType()).Count()),
        _ => ForeignBytes,
    };

    private static int Blocks(int bytes) => (bytes + Block - 1) / Block * Block;

    private static int ElementSize(Type type) => Type.GetTypeCode(type.IsEnum ? Enum.GetUnderlyingType(type) : type) switch
    {
        TypeCode.Byte or TypeCode.SByte or TypeCode.Boolean => 1,
        TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double => 8,
        _ => Block,
    };

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name!.StartsWith("AIoT.Embedded.", StringComparison.Ordinal) && !type.Assembly.GetName().Name!.Contains("Tests", StringComparison.Ordinal);

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (FieldInfo field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private void CountOne(object item, string path)
    {
        int size = SizeOf(item);
        Bytes += size;
        string part = string.Join('.', path.Split('.').Take(4));
        _parts[part] = _parts.GetValueOrDefault(part) + size;
        (int count, long bytes) = _byType.GetValueOrDefault(item.GetType());
        _byType[item.GetType()] = (count + 1, bytes + size);
        if (item is Array array)
        {
            _arrays.Add(($"{path} {item.GetType().GetElementType()!.Name}[{array.Length}]", size));
            if (!array.GetType().GetElementType()!.IsValueType)
            {
                foreach (object? element in array)
                {
                    Push(element, path + "[]");
                }
            }
        }
        else if (IsOurs(item.GetType()))
        {
            foreach (FieldInfo field in Fields(item.GetType()).Where(f => !f.FieldType.IsValueType))
            {
                Push(field.GetValue(item), $"{path}.{field.Name}");
            }
        }
    }

    private void Push(object? item, string path)
    {
        if (item is not null)
        {
            _left.Push((item, path));
        }
    }
}
