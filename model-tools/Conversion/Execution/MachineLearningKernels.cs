using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Operators of the ai.onnx.ml domain that scikit-learn exports use.</summary>
internal static class MachineLearningKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["ai.onnx.ml.Scaler"] = Scaler;
        table["ai.onnx.ml.ZipMap"] = c => [c[0]];
    }

    /// <summary>y = (x - offset) * scale, per feature or for all.</summary>
    private static Tensor?[] Scaler(KernelCall c)
    {
        Tensor x = ElementwiseKernels.Convert(c[0], ElementType.Float);
        float[] offset = c.Node.Floats("offset") ?? [0], scale = c.Node.Floats("scale") ?? [1];
        int width = x.Rank > 0 ? x.Dims[^1] : 1;
        if ((offset.Length != 1 && offset.Length != width) || (scale.Length != 1 && scale.Length != width))
        {
            throw new OperatorException($"its {offset.Length} offsets and {scale.Length} scales do not fit {width} features");
        }

        var y = new Tensor(ElementType.Float, x.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            int f = i % width;
            y.Data[i] = (float)((x.Data[i] - offset[offset.Length == 1 ? 0 : f]) * scale[scale.Length == 1 ? 0 : f]);
        }

        return [y];
    }
}
