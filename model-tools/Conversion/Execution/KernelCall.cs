using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>What a kernel is given: the node, the operator-set version and the tensors that flow in.</summary>
internal sealed class KernelCall(GraphNode node, int opset, Tensor?[] inputs)
{
    public GraphNode Node { get; } = node;

    public int Opset { get; } = opset;

    public int Count => inputs.Length;

    /// <summary>A required input.</summary>
    public Tensor this[int index] => Optional(index) ?? throw new OperatorException($"input {index} is missing");

    public Tensor? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>Numbers that older opsets carry as an attribute and newer ones as an input; null when neither is there.</summary>
    public int[]? Integers(string attribute, int input)
    {
        if (Optional(input) is { } tensor)
        {
            return ToInts(tensor.Data);
        }

        return Node.Ints(attribute) is { } values ? Array.ConvertAll(values, ClampToInt) : null;
    }

    public static int[] ToInts(double[] values) => Array.ConvertAll(values, v => ClampToInt((long)v));

    /// <summary>Exporters write the largest int64 for "to the end".</summary>
    public static int ClampToInt(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
