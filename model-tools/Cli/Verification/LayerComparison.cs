using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Cli.Verification;

/// <summary>How near the engine's integers of each layer are to the float network's numbers of the same layer.</summary>
internal static class LayerComparison
{
    /// <param name="Name">The float layer.</param>
    /// <param name="Kind">The image's layer.</param>
    /// <param name="Type">Type of its integers.</param>
    /// <param name="RelativeError">
    /// Root mean square of what is left of the float numbers when each channel's integers are laid on them by the best straight line (equalization and
    /// input balance scale channels by themselves), over their root mean square.
    /// </param>
    /// <param name="Index">The layer's place in the image.</param>
    public sealed record Row(string Name, string Kind, string Type, double RelativeError, int Index);

    /// <summary>Errors by layer; empty when the image's layers can't be told apart as the model's.</summary>
    public static IReadOnlyList<Row> Compare(ModelImage image, FloatNetwork network, IReadOnlyList<double[]> rows, IReadOnlyList<int[]> inputs)
    {
        QuantizedModel model = ImageDecoder.Decode(image);
        if (Match(network, model) is not { } pairs)
        {
            return [];
        }

        var trace = new LayerTrace(image);
        var fits = new Dictionary<int, Line[]>();
        foreach ((FloatLayer layer, int index) in pairs)
        {
            fits[index] = [.. Enumerable.Range(0, layer.Output.Shape.Channels).Select(_ => new Line())];
        }

        for (int r = 0; r < rows.Count; r++)
        {
            Dictionary<int, double[]> real = network.RunAll(rows[r]);
            int[][] integers = trace.Run(inputs[r]);
            foreach ((FloatLayer layer, int index) in pairs)
            {
                double[] expected = real[layer.Output.Id];
                Line[] lines = fits[index];
                for (int i = 0; i < expected.Length; i++)
                {
                    lines[i % lines.Length].Add(integers[index][i], expected[i]);
                }
            }
        }

        return [.. pairs.Select(p => new Row(
            p.Layer.Name.Split(';')[0],
            model.Layers[p.Index].Kind.ToString(),
            model.Layers[p.Index].ResultType switch { TensorType.Int8 => "int8", TensorType.Int16 => "int16", _ => "Q15" },
            Math.Sqrt(fits[p.Index].Sum(l => l.Residue) / Math.Max(1e-300, fits[p.Index].Sum(l => l.Power))),
            p.Index))];
    }

    /// <summary>Layers come in the network's order; the image may have a normaliser, rescalings and scores of its own between them.</summary>
    private static List<(FloatLayer Layer, int Index)>? Match(FloatNetwork network, QuantizedModel model)
    {
        var pairs = new List<(FloatLayer, int)>();
        int at = 0;
        foreach (FloatLayer layer in network.Layers)
        {
            LayerKind? kind = layer switch
            {
                FloatAffine => LayerKind.Normalize,
                FloatDense => LayerKind.Dense,
                FloatConv { Depthwise: true } => layer.Kind.EndsWith("2D", StringComparison.Ordinal) ? LayerKind.DepthwiseConv2D : LayerKind.DepthwiseConv1D,
                FloatConv => layer.Kind.EndsWith("2D", StringComparison.Ordinal) ? LayerKind.Conv2D : LayerKind.Conv1D,
                FloatPool { Average: true } => LayerKind.AveragePool,
                FloatPool => LayerKind.MaxPool,
                FloatAdd => LayerKind.Add,
                FloatConcatenate => LayerKind.Concatenate,
                FloatFunction { IsClip: true } => LayerKind.Rescale,
                FloatFunction => LayerKind.Lookup,
                FloatSoftmax => LayerKind.Softmax,
                FloatReshape => LayerKind.Reshape,
                _ => null,
            };
            while (at < model.Layers.Count && model.Layers[at].Kind != kind && model.Layers[at].Kind is LayerKind.Normalize or LayerKind.Rescale)
            {
                at++;
            }

            if (at == model.Layers.Count || model.Layers[at].Kind != kind)
            {
                return null;
            }

            pairs.Add((layer, at++));
        }

        return pairs;
    }

    /// <summary>Sums for the straight line y = a x + b of least squares.</summary>
    private sealed class Line
    {
        private double _n, _x, _y, _xx, _xy, _yy;

        public void Add(double x, double y)
        {
            _n++;
            _x += x;
            _y += y;
            _xx += x * x;
            _xy += x * y;
            _yy += y * y;
        }

        public double Power => _yy;

        public double Residue
        {
            get
            {
                double sxx = _xx - _x * _x / _n, sxy = _xy - _x * _y / _n, syy = _yy - _y * _y / _n;
                return Math.Max(0, sxx > 0 ? syy - sxy * sxy / sxx : syy);
            }
        }
    }
}
