using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Computes one node.</summary>
internal delegate Tensor?[] Kernel(KernelCall call);

/// <summary>Every operator that the float executor computes, by domain and name.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Kernel> Kernels = Build();

    public static bool Knows(GraphNode node) => Kernels.ContainsKey(node.FullOp);

    public static Kernel Find(GraphNode node) => Kernels.TryGetValue(node.FullOp, out Kernel? kernel)
        ? kernel
        : throw new OperatorException($"operator {node.FullOp} is not supported");

    public static IReadOnlyCollection<string> Names => Kernels.Keys;

    private static Dictionary<string, Kernel> Build()
    {
        var table = new Dictionary<string, Kernel>();
        ElementwiseKernels.Register(table);
        LinearKernels.Register(table);
        ConvolutionKernels.Register(table);
        PoolingKernels.Register(table);
        ShapeKernels.Register(table);
        SelectionKernels.Register(table);
        ReductionKernels.Register(table);
        QuantizationKernels.Register(table);
        MachineLearningKernels.Register(table);
        return table;
    }
}
