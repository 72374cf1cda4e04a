using Mono.Cecil;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>Maps metadata types to <see cref="StackType"/>.</summary>
internal static class StackTypes
{
    public static StackType Of(TypeReference type)
    {
        switch (type.MetadataType)
        {
            case MetadataType.Int64:
            case MetadataType.UInt64:
                return StackType.Int64;
            case MetadataType.Single:
                return StackType.Float32;
            case MetadataType.Double:
                return StackType.Float64;
            case MetadataType.Boolean:
            case MetadataType.Char:
            case MetadataType.SByte:
            case MetadataType.Byte:
            case MetadataType.Int16:
            case MetadataType.UInt16:
            case MetadataType.Int32:
            case MetadataType.UInt32:
            case MetadataType.IntPtr:
            case MetadataType.UIntPtr:
                return StackType.Int32;
            case MetadataType.ByReference:
            case MetadataType.Pointer:
            case MetadataType.FunctionPointer:
                return StackType.Pointer;
            case MetadataType.RequiredModifier:
            case MetadataType.OptionalModifier:
            case MetadataType.Pinned:
                return Of(((TypeSpecification)type).ElementType);
            case MetadataType.ValueType:
                return EnumOrStruct(type);
            case MetadataType.GenericInstance:
                return type.IsValueType ? StackType.Struct : StackType.Reference;
            default:
                return StackType.Reference;
        }
    }

    /// <summary>What the variable costs by: a managed pointer is loaded like an int.</summary>
    public static string Name(StackType type) => type switch
    {
        StackType.Int64 => "long",
        StackType.Float32 => "r4",
        StackType.Float64 => "r8",
        StackType.Reference => "array",
        StackType.Struct => "struct",
        _ => "int",
    };

    /// <summary>What an operator costs by.</summary>
    public static string Width(StackType type) => type switch
    {
        StackType.Int64 => "i8",
        StackType.Float32 => "r4",
        StackType.Float64 => "r8",
        _ => "i4",
    };

    private static StackType EnumOrStruct(TypeReference type)
    {
        TypeDefinition? definition;
        try
        {
            definition = type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            definition = null;
        }

        if (definition is { IsEnum: true })
        {
            return Of(definition.Fields.First(field => field.Name == "value__").FieldType);
        }

        return StackType.Struct;
    }
}
