using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>Just enough of a FlatBuffer to take the float tensors out of a .tflite file, by shape (fields by TensorFlow Lite's schema.fbs).</summary>
internal sealed class TfliteWeights(byte[] file)
{
    public float[] Tensor(params int[] shape)
    {
        int model = Indirect(0), subgraph = Element(Field(model, 2), 0), buffers = Field(model, 4), tensors = Field(subgraph, 0);
        for (int t = 0; t < Int(tensors); t++)
        {
            int tensor = Element(tensors, t), dims = Field(tensor, 0), bufferField = Offset(tensor, 2);
            int[] own = [.. Enumerable.Range(0, dims == 0 ? 0 : Int(dims)).Select(i => Int(dims + 4 + 4 * i))];
            int data = Field(Element(buffers, bufferField == 0 ? 0 : Int(bufferField)), 0);
            if (own.AsSpan().SequenceEqual(shape) && data != 0)
            {
                return MemoryMarshal.Cast<byte, float>(file.AsSpan(data + 4, Int(data))).ToArray();
            }
        }

        throw new InvalidDataException($"no tensor [{string.Join(",", shape)}]");
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));

    private int Indirect(int at) => at + Int(at);

    /// <summary>Where a field of a table lies, 0 when it is absent.</summary>
    private int Offset(int table, int field)
    {
        int vtable = table - Int(table), size = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable)), slot = 4 + 2 * field;
        int offset = slot < size ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable + slot)) : 0;
        return offset == 0 ? 0 : table + offset;
    }

    /// <summary>Where the vector of a field starts (its length), 0 when it is absent.</summary>
    private int Field(int table, int field) => Offset(table, field) is var at and not 0 ? Indirect(at) : 0;

    private int Element(int vector, int index) => Indirect(vector + 4 + 4 * index);
}
