using System.Buffers.Binary;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// An image back to its layers, by the model image contract. The firmware's reader has checked the bytes before
/// (<see cref="ModelImage.Parse"/>), so that lengths and types are believed here.
/// </summary>
public sealed class ImageDecoder
{
    private readonly byte[] _data;
    private readonly List<TensorType> _types = [];
    private int _at, _parameters;

    private ImageDecoder(byte[] data) => _data = data;

    /// <exception cref="InvalidModelException">The image holds no network.</exception>
    public static QuantizedModel Decode(ModelImage image) => image.Kind == ModelKind.Network
        ? new ImageDecoder(image.Data).Run(image)
        : throw new InvalidModelException($"an image of kind {image.Kind} has no layers");

    private QuantizedModel Run(ModelImage image)
    {
        int structure = 0;
        _at = ImageFormat.HeaderLength;
        while (_at < image.BodyLength)
        {
            int tag = Byte(), length = Varint();
            structure = tag == ImageFormat.SectionStructure ? _at : structure;
            _parameters = tag == ImageFormat.SectionParameters ? _at : _parameters;
            _at += length;
        }

        _at = structure;
        int count = Varint();
        var shape = new TensorShape(Varint(), Varint(), Varint());
        var type = (TensorType)Varint();
        Varint();
        Varint();
        Varint();
        Place(type);
        var layers = new List<QuantizedLayer>();
        var shapes = new List<TensorShape> { shape };
        _types.Add(type);
        for (int i = 0; i < count; i++)
        {
            QuantizedLayer layer = Layer(i, shapes);
            layers.Add(layer);
            _types.Add(layer.ResultType);
            shapes.Add(layer.OutputShape([.. (layer.Inputs ?? [i]).Select(t => shapes[t])]));
            Place(layer.ResultType);
            if (layer.GatherCount([.. (layer.Inputs ?? [i]).Select(t => shapes[t])]) > 0)
            {
                Varint();
            }
        }

        return new QuantizedModel
        {
            Id = image.Id,
            Version = image.Version,
            Recipe = image.RecipeLength > 0 ? image.CopyRecipe() : [],
            Classes = [.. Enumerable.Range(0, image.ClassCount).Select(image.ClassName)],
            Provenance = new Provenance(image.CopySourceHash(), image.CopyCalibrationHash(), image.Split, image.ToolVersion),
            InputShape = shape,
            InputType = type,
            Layers = layers,
            Units = RawUnits.Of(image),
            SelfTestInput = image.SelfTestInput,
        };
    }

    private QuantizedLayer Layer(int index, List<TensorShape> shapes)
    {
        var kind = (LayerKind)Byte();
        int flags = Byte();
        IReadOnlyList<int>? inputs = (flags & ImageFormat.FlagInputs) != 0 ? [.. Enumerable.Range(0, Varint()).Select(_ => Varint())] : null;
        ClipRange? clip = (flags & ImageFormat.FlagClip) != 0 ? new ClipRange(Signed(), Signed()) : null;
        TensorShape x = shapes[inputs?[0] ?? index];
        QuantizedLayer layer = kind switch
        {
            LayerKind.Normalize => Normalize(x),
            LayerKind.Dense => Dense(flags, x),
            LayerKind.Conv1D or LayerKind.Conv2D => Convolution(kind, flags, x),
            LayerKind.DepthwiseConv1D or LayerKind.DepthwiseConv2D => Depthwise(kind, flags, x),
            LayerKind.MaxPool => new MaxPoolLayer { Window = Window(flags, plane: true) },
            LayerKind.AveragePool => AveragePool(flags),
            LayerKind.Add => new AddLayer { ZeroPointA = Signed(), ZeroPointB = Signed(), ZeroPoint = Signed(), MultiplierA = Int32(), MultiplierB = Int32(), Shift = Parameter() },
            LayerKind.Concatenate => new ConcatenateLayer { Axis = Varint() },
            LayerKind.Reshape => new ReshapeLayer { Shape = new TensorShape(Varint(), Varint(), Varint()) },
            LayerKind.Lookup => new LookupLayer { Table = Int8s(256) },
            LayerKind.Rescale => new RescaleLayer { InputZeroPoint = Signed(), ZeroPoint = Signed(), Requantization = Requantization(flags, 1) },
            LayerKind.Softmax => new SoftmaxLayer { Ratio = Int32(), CoarseRatio = _types[inputs?[0] ?? index] == TensorType.Int16 ? Int32() : null },
            LayerKind.Scores => new ScoresLayer { InputZeroPoint = Signed(), Requantization = Requantization(flags, 1) },
            _ => new ReconstructionErrorLayer { ZeroPointA = Signed(), ZeroPointB = Signed(), MultiplierA = Int32(), MultiplierB = Int32(), Multiplier = Int32(), Shift = Parameter(), PreShift = Parameter() },
        };
        return layer with { Name = $"layer {index}", Inputs = inputs, Clip = clip, OutputType = (flags & ImageFormat.FlagInt16) != 0 ? TensorType.Int16 : TensorType.Int8 };
    }

    private NormalizeLayer Normalize(TensorShape x)
    {
        int zeroPoint = Signed();
        return new NormalizeLayer { ZeroPoint = zeroPoint, Offsets = Int32s(x.Count), Multipliers = Int32s(x.Count), Shift = Parameter() };
    }

    private DenseLayer Dense(int flags, TensorShape x)
    {
        int units = Varint(), zeroPoint = Signed();
        return new DenseLayer { ZeroPoint = zeroPoint, Weights = Int8s(units * x.Count), Bias = Int32s(units), Requantization = Requantization(flags, units) };
    }

    private ConvolutionLayer Convolution(LayerKind kind, int flags, TensorShape x)
    {
        bool plane = kind == LayerKind.Conv2D;
        int units = Varint(), zeroPoint = Signed();
        WindowGeometry window = Window(flags, plane);
        return new ConvolutionLayer
        {
            ZeroPoint = zeroPoint,
            Window = window,
            Plane = plane,
            InputZeroPoint = _padValue,
            Weights = Int8s(units * window.KernelHeight * window.KernelWidth * x.Channels),
            Bias = Int32s(units),
            Requantization = Requantization(flags, units),
        };
    }

    private DepthwiseLayer Depthwise(LayerKind kind, int flags, TensorShape x)
    {
        bool plane = kind == LayerKind.DepthwiseConv2D;
        int multiplier = Varint(), zeroPoint = Signed(), units = multiplier * x.Channels;
        WindowGeometry window = Window(flags, plane);
        return new DepthwiseLayer
        {
            ZeroPoint = zeroPoint,
            Window = window,
            Plane = plane,
            DepthMultiplier = multiplier,
            InputZeroPoint = _padValue,
            Weights = Int8s(window.KernelHeight * window.KernelWidth * units),
            Bias = Int32s(units),
            Requantization = Requantization(flags, units),
        };
    }

    private AveragePoolLayer AveragePool(int flags)
    {
        WindowGeometry window = Window(flags, plane: true);
        int input = Signed(), output = Signed();
        return new AveragePoolLayer { Window = window, InputZeroPoint = input, ZeroPoint = output, Requantization = Requantization(flags, window.KernelHeight * window.KernelWidth) };
    }

    private int _padValue;

    private WindowGeometry Window(int flags, bool plane)
    {
        (int Vertical, int Horizontal) Pair(int fallback) => (plane ? Varint() : fallback, Varint());
        _padValue = 0;
        (int kernelHeight, int kernelWidth) = Pair(1);
        (int strideHeight, int strideWidth) = (flags & ImageFormat.FlagStride) != 0 ? Pair(1) : (1, 1);
        (int dilationHeight, int dilationWidth) = (flags & ImageFormat.FlagDilation) != 0 ? Pair(1) : (1, 1);
        bool padded = (flags & ImageFormat.FlagPadding) != 0;
        (int top, int left) = padded ? Pair(0) : (0, 0);
        (int bottom, int right) = padded ? Pair(0) : (0, 0);
        _padValue = padded ? Signed() : 0;
        return new WindowGeometry
        {
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            StrideHeight = strideHeight,
            StrideWidth = strideWidth,
            DilationHeight = dilationHeight,
            DilationWidth = dilationWidth,
            PadTop = top,
            PadLeft = left,
            PadBottom = bottom,
            PadRight = right,
        };
    }

    private Requantization Requantization(int flags, int channels)
    {
        int[] multipliers = Int32s((flags & ImageFormat.FlagPerChannelMultiplier) != 0 ? channels : 1);
        int shifts = (flags & ImageFormat.FlagPerChannelShift) != 0 ? channels : 1;
        return new Requantization(multipliers, [.. Enumerable.Range(0, shifts).Select(_ => Parameter())]);
    }

    private void Place(TensorType type)
    {
        if (type is TensorType.Int8 or TensorType.Int16)
        {
            Varint();
        }
    }

    private int Byte() => _data[_at++];

    private int Varint()
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            int b = _data[_at++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    private int Signed()
    {
        int z = Varint();
        return (z >> 1) ^ -(z & 1);
    }

    private int Parameter() => _data[_parameters++];

    private int Int32()
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(_data.AsSpan(_parameters));
        _parameters += 4;
        return value;
    }

    private int[] Int32s(int count) => [.. Enumerable.Range(0, count).Select(_ => Int32())];

    private sbyte[] Int8s(int count)
    {
        sbyte[] values = [.. _data.AsSpan(_parameters, count).ToArray().Select(b => (sbyte)b)];
        _parameters += count;
        return values;
    }
}
