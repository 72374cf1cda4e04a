using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A model as the board will run it, still in floating point: layers in order, one input, one output.</summary>
public sealed class FloatNetwork
{
    /// <summary>Path of the model file.</summary>
    public required string File { get; init; }

    public required string Name { get; init; }

    public required NetworkValue Input { get; init; }

    public required NetworkValue Output { get; set; }

    public required List<FloatLayer> Layers { get; init; }

    /// <summary>Index into the model file's input of each element that the board is fed (layouts with channels first are turned).</summary>
    public required int[] InputOrder { get; init; }

    /// <summary>Index into the model file's output of each element that the board gives.</summary>
    public required int[] OutputOrder { get; init; }

    /// <summary>Nodes that needed no layer, with what became of them.</summary>
    public required List<FoldedNode> Folded { get; init; }

    public required byte[] SourceSha256 { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public long Macs => Layers.Sum(l => l.Macs);

    public long Parameters => Layers.Sum(l => l.Parameters);

    /// <summary>Refuses early what no image can hold; the image's reader would only after all the work of quantizing.</summary>
    /// <exception cref="ModelFileException">Says which limit, and by how much.</exception>
    public void CheckFitsAnImage()
    {
        if (Macs > ImageFormat.MaxWork)
        {
            throw new ModelFileException(File, null, $"takes {Macs} multiply-accumulates an inference, an image {ImageFormat.MaxWork}", "use smaller layers, or strides and pooling earlier");
        }

        if (Parameters > ImageFormat.MaxBodyLength)
        {
            throw new ModelFileException(File, null, $"has {Parameters} parameters, an image {ImageFormat.MaxBodyLength} bytes", "use fewer channels and smaller dense layers");
        }
    }

    /// <summary>Every value for one input in the board's order of elements, by the value's number.</summary>
    public Dictionary<int, double[]> RunAll(double[] input)
    {
        var values = new Dictionary<int, double[]> { [Input.Id] = Held(Input, input) };
        foreach (FloatLayer layer in Layers)
        {
            values[layer.Output.Id] = Held(layer.Output, layer.Run(Array.ConvertAll(layer.Inputs, i => values[i.Id])));
        }

        return values;
    }

    /// <summary>The output for one input, both in the model file's order of elements.</summary>
    public double[] Run(double[] input)
    {
        double[] y = RunAll(Array.ConvertAll(InputOrder, i => input[i]))[Output.Id];
        var result = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            result[OutputOrder[i]] = y[i];
        }

        return result;
    }

    private static double[] Held(NetworkValue value, double[] numbers) => value.Told is { } told ? Array.ConvertAll(numbers, told.Hold) : numbers;
}
