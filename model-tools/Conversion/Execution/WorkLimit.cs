using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Keeps a hostile file from asking for hours of work and all the memory: by node, and over the nodes of one computation.</summary>
internal sealed class WorkLimit
{
    /// <summary>Multiply-accumulates of one node; an image holds 2^28 in all.</summary>
    public const long MaxMacs = 1L << 31;

    /// <summary>Elements of all values of one computation.</summary>
    private const long MaxElements = 1L << 26;

    private const long MaxTotal = 1L << 33;

    private long _work, _elements;

    public static void Check(long macs)
    {
        if (macs is < 0 or > MaxMacs)
        {
            throw new OperatorException($"takes {macs:E1} multiplications, the limit is {MaxMacs:E1}");
        }
    }

    /// <summary>Counts a node that was computed.</summary>
    public void Add(GraphNode node, Tensor?[] inputs, Tensor?[] results)
    {
        foreach (Tensor? result in results)
        {
            _elements += result?.Length ?? 0;
        }

        // Each element of a result takes a product with each weight of one output channel, or with one row.
        Tensor? first = results.Length > 0 ? results[0] : null, weights = inputs.Length > 1 ? inputs[1] : null;
        long perElement = node.Op switch
        {
            "Conv" or "ConvInteger" when weights is { Rank: > 0 } => weights.Length / Math.Max(1, weights.Dims[0]),
            "QLinearConv" when inputs is [_, _, _, { Rank: > 0 } w, ..] => w.Length / Math.Max(1, w.Dims[0]),
            "ConvTranspose" when weights is not null => weights.Length,
            "MatMul" or "Gemm" or "QLinearMatMul" when inputs[0] is { Rank: > 0 } x => Math.Max(x.Dims[^1], x.Dims[0]),
            _ => 1,
        };
        _work += (first?.Length ?? 0) * perElement;
        if (_elements > MaxElements)
        {
            throw new OperatorException($"the values up to here have more than {MaxElements} elements: no board holds them");
        }

        if (_work > MaxTotal)
        {
            throw new OperatorException($"the nodes up to here take more than {MaxTotal:E1} multiplications: no board computes them");
        }
    }
}
