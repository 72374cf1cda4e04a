namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>What a slot of the evaluation stack, a local or an argument holds, as far as the price of an opcode depends on it.</summary>
internal enum StackType
{
    Int32,
    Int64,
    Float32,
    Float64,
    Reference,
    Pointer,
    Struct,
}
