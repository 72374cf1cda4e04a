using System.Globalization;
using System.Text;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Prints networks with convolutions, pools or int16 values: a static class for each layer. Values lie in two arrays, placed as the image's arena
/// places them; weights are constants in straight-line code that runs once for each output position, or, of large models, arrays and a loop.
/// </summary>
internal sealed partial class ArrayEmitter(QuantizedModel model, string space, string name)
{
    /// <summary>Estimated IL of one method and of one assembly at most.</summary>
    private const int MethodBytes = 26_000, AssemblyBytes = 48_000;

    /// <summary>Words of a row that fit a method's locals.</summary>
    private const int MostWords = 150;

    /// <summary>Weights of a model as constants in code: about 5 bytes of code each, in flash. Beyond that its layers keep them in arrays, a byte each.</summary>
    private const int MostConstants = 120_000;

    /// <summary>Weights that one part keeps in an array.</summary>
    private const int MostInArray = 40_000;

    private const string Statement = "        ";

    private readonly IReadOnlyList<TensorShape> _shapes = model.Shapes();
    private readonly IReadOnlyList<TensorType> _types = model.Types();
    private readonly ArenaPlan _plan = ArenaPlanner.Plan(model);
    private readonly bool _large = Weights(model) > MostConstants;
    private readonly List<(string Name, string Text, int Bytes)> _parts = [];
    private readonly StringBuilder _run = new();
    private string _tables = "", _construction = "";

    /// <summary>Whether a model needs this form: the words of <see cref="CSharpEmitter"/> hold short vectors of int8.</summary>
    public static bool Suits(QuantizedModel model, IReadOnlyList<TensorShape> shapes) =>
        Weights(model) > MostConstants || model.Types().Contains(TensorType.Int16) || model.Layers.Index().Any(l => l.Item is ConvolutionLayer or DepthwiseLayer or MaxPoolLayer or AveragePoolLayer
            || (l.Item is DenseLayer && WordLanes.Words(shapes[model.InputsOf(l.Index)[0]].Count) > MostWords)
            || (l.Item is ConcatenateLayer && shapes[l.Index + 1].Count != shapes[l.Index + 1].Channels));

    private static long Weights(QuantizedModel model) => model.Layers.Sum(l => l is MatrixLayer m ? (long)m.Weights.Length : 0);

    /// <exception cref="EmitException">A row of weights is too long for an array of its own.</exception>
    public IReadOnlyList<EmittedFile> Run()
    {
        if (model.InputType is TensorType.Int8 or TensorType.Int16)
        {
            _run.Append(CultureInfo.InvariantCulture, $"{Statement}    for (int i = 0; i < {_shapes[0].Count}; i++)\n{Statement}    {{\n{Statement}        {Of(0)}[{_plan.Offsets[0]} + i] = input[i];\n{Statement}    }}\n\n");
        }

        for (int i = 0; i < model.Layers.Count; i++)
        {
            Layer(i);
        }

        if (_types[^1] != TensorType.Scores)
        {
            _run.Append(CultureInfo.InvariantCulture, $"\n{Statement}    for (int i = 0; i < {_shapes[^1].Count}; i++)\n{Statement}    {{\n{Statement}        output[i] = {Of(model.Layers.Count)}[{_plan.Offsets[^1]} + i];\n{Statement}    }}\n");
        }

        return Files();
    }

    private string Of(int tensor) => _types[tensor] == TensorType.Int16 ? "_int16" : "_int8";

    private static string ArrayType(TensorType type) => type == TensorType.Int16 ? "short[]" : "sbyte[]";

    private static string Cast(TensorType type) => type == TensorType.Int16 ? "short" : "sbyte";

    private ClipRange Clip(QuantizedLayer layer, int index) => layer.Clip ?? (_types[index + 1] == TensorType.Int16 ? new ClipRange(-32768, 32767) : new ClipRange(-128, 127));

    private void Call(string text) => _run.Append(Statement).Append("    ").Append(text).Append('\n');

    private void Layer(int index)
    {
        QuantizedLayer layer = model.Layers[index];
        int a = model.InputsOf(index)[0], at = _plan.Offsets[a], to = _plan.Offsets[index + 1];
        string className = $"{name}Layer{index}";
        switch (layer)
        {
            case NormalizeLayer n:
                Add(className, index, $"int[] x, {ArrayType(_types[index + 1])} y", Normalize(n, index, to), 45 * n.Offsets.Count);
                Call($"{className}.Run(features, {Of(index + 1)});");
                return;
            case DenseLayer d:
                Matrix(index, d, d.Units, _shapes[a].Count, null);
                return;
            case ConvolutionLayer c:
                Matrix(index, c, c.Units, c.Window.KernelHeight * c.Window.KernelWidth * _shapes[a].Channels, c.Window);
                return;
            case DepthwiseLayer d:
                Depthwise(index, d);
                return;
            case SoftmaxLayer s:
                Softmax(index, s, a);
                return;
            case ScoresLayer s:
                Add(className, index, $"{ArrayType(_types[a])} x, int[] scoresQ15", Loop(_shapes[a].Count, $"long v = {Requantized($"(long)x[{at} + i] - {Number(s.InputZeroPoint)}", s.Requantization.Multipliers[0], s.Requantization.Shifts[0], 0)};", "scoresQ15[i] = v < 0L ? 0 : v > 32768L ? 32768 : (int)v;"), 200);
                Call($"{className}.Run({Of(a)}, scoresQ15);");
                return;
            case ReconstructionErrorLayer e:
                ReconstructionError(index, e);
                return;
            case ReshapeLayer:
                Elementwise(index, $"v = x[{at} + i];", 60, a);
                return;
            case RescaleLayer r:
                Elementwise(index, $"v = {Requantized($"(long)x[{at} + i] - {Number(r.InputZeroPoint)}", r.Requantization.Multipliers[0], r.Requantization.Shifts[0], r.ZeroPoint)};", 90, a);
                return;
            case LookupLayer l:
                _tables += $"{Statement}private readonly sbyte[] _table{index} = {{ {string.Join(", ", l.Table)} }};\n";
                Add(className, index, $"sbyte[] x, sbyte[] y, sbyte[] table", Loop(_shapes[index + 1].Count, $"y[{to} + i] = table[x[{at} + i] + 128];"), 80);
                Call($"{className}.Run(_int8, _int8, _table{index});");
                return;
            case AddLayer add:
                int b = model.InputsOf(index)[1];
                string sum = $"(long)(x[{at} + i] - {Number(add.ZeroPointA)}) * {CodeWriter.Long(add.MultiplierA)} + (long)(z[{_plan.Offsets[b]} + i] - {Number(add.ZeroPointB)}) * {CodeWriter.Long(add.MultiplierB)}";
                Elementwise(index, $"v = (({sum} + {CodeWriter.Long(1L << (add.Shift - 1))}) >> {add.Shift}) + {CodeWriter.Long(add.ZeroPoint)};", 140, a, b);
                return;
            case ConcatenateLayer join:
                Join(index, join);
                return;
            default:
                Pool(index, layer);
                return;
        }
    }

    private static string Number(long n) => n < 0 ? $"({n.ToString(CultureInfo.InvariantCulture)})" : n.ToString(CultureInfo.InvariantCulture);

    private static string Requantized(string x, long multiplier, int shift, long zeroPoint) =>
        $"((({x}) * {CodeWriter.Long(multiplier)} + {CodeWriter.Long(1L << (shift - 1))}) >> {shift}) + {CodeWriter.Long(zeroPoint)}";

    private static string Loop(int count, params string[] statements) =>
        $"for (int i = 0; i < {count}; i++)\n{{\n{string.Join('\n', statements.Select(s => "    " + s))}\n}}";

    private static string Clipped(ClipRange clip) => $"v = v < {CodeWriter.Long(clip.Low)} ? {CodeWriter.Long(clip.Low)} : v > {CodeWriter.Long(clip.High)} ? {CodeWriter.Long(clip.High)} : v;";

    private void Elementwise(int index, string statement, int bytes, params int[] inputs)
    {
        string parameters = string.Join(", ", inputs.Select((t, i) => $"{ArrayType(_types[t])} {(i == 0 ? "x" : "z")}"));
        TensorType type = _types[index + 1];
        Add($"{name}Layer{index}", index, $"{parameters}, {ArrayType(type)} y", Loop(_shapes[index + 1].Count, "long " + statement, Clipped(Clip(model.Layers[index], index)), $"y[{_plan.Offsets[index + 1]} + i] = ({Cast(type)})v;"), bytes);
        Call($"{name}Layer{index}.Run({string.Join(", ", inputs.Select(Of))}, {Of(index + 1)});");
    }

    private string Normalize(NormalizeLayer n, int index, int to)
    {
        var text = new StringBuilder("long v;\n");
        for (int i = 0; i < n.Offsets.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"v = {Requantized($"(long)x[{i}] - {Number(n.Offsets[i])}L", n.Multipliers[i], n.Shift, n.ZeroPoint)};\n{Clipped(Clip(n, index))}\ny[{to + i}] = ({Cast(_types[index + 1])})v;\n");
        }

        return text.ToString().TrimEnd('\n').Replace(")L", "L)", StringComparison.Ordinal);
    }

    // ---- files

    private void Add(string className, int index, string parameters, string body, int bytes, string fields = "")
    {
        QuantizedLayer layer = model.Layers[index];
        string indented = string.Join('\n', body.Split('\n').Select(l => l.Length > 0 ? Statement + "    " + l : l));
        string declared = fields.Length == 0 ? "" : string.Join('\n', fields.Split('\n').Select(l => l.Length > 0 ? Statement + l : l)) + "\n";
        string label = layer.Name.Length > 0 ? System.Security.SecurityElement.Escape(layer.Name.Split(';')[0]) + ": " : "";
        string text = $"// <auto-generated>Made by aiot-model emit: do not edit, emit again.</auto-generated>\nnamespace {space}\n{{\n"
            + $"    /// <summary>{Ascii(label)}{layer.Kind} {_shapes[model.InputsOf(index)[0]]} -> {_shapes[index + 1]}.</summary>\n    public static class {className}\n    {{\n".Replace("->", "to", StringComparison.Ordinal)
            + $"{declared}{Statement}public static void Run({parameters})\n{Statement}{{\n{indented}\n{Statement}}}\n    }}\n}}\n";
        _parts.Add((className, text, bytes));
    }

    private static string Ascii(string text) => string.Concat(text.Select(c => c is >= ' ' and < (char)127 ? c : '?'));

    private List<EmittedFile> Files()
    {
        bool raw = model.InputType is TensorType.Int8 or TensorType.Int16, scores = _types[^1] == TensorType.Scores, wide = _types[^1] == TensorType.Int16;
        int row = Enumerable.Range(0, model.Layers.Count).Max(i => model.Layers[i] switch
        {
            DenseLayer => _shapes[model.InputsOf(i)[0]].Count,
            ConvolutionLayer c => c.Window.KernelHeight * c.Window.KernelWidth * _shapes[model.InputsOf(i)[0]].Channels,
            DepthwiseLayer d => d.Window.KernelHeight * d.Window.KernelWidth * _shapes[model.InputsOf(i)[0]].Channels,
            _ => 0,
        });
        var text = new StringBuilder($"// <auto-generated>Made by aiot-model emit: do not edit, emit again.</auto-generated>\nnamespace {space}\n{{\n");
        text.Append("    /// <summary>\n").Append(CultureInfo.InvariantCulture, $"    /// Model \"{Ascii(model.Id)}\" version {model.Version}: the integers of its image, to the bit. Made from the source model with SHA-256\n    /// {Convert.ToHexStringLower(model.Provenance.SourceHash)}.\n    /// Not for use by two threads at once.\n    /// </summary>\n    public sealed class {name}\n    {{\n");
        text.Append(CultureInfo.InvariantCulture, $"{Statement}/// <summary>Elements of the input.</summary>\n{Statement}public const int InputCount = {_shapes[0].Count};\n\n{Statement}/// <summary>Elements of the output.</summary>\n{Statement}public const int OutputCount = {_shapes[^1].Count};\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Statement}private readonly sbyte[] _int8 = new sbyte[{_plan.Int8Length}];\n{Statement}private readonly short[] _int16 = new short[{_plan.Int16Length}];\n{Statement}private readonly int[] _row = new int[{row}];\n{_tables}\n");
        if (_construction.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Statement}/// <summary>Makes the tables of exponentials: e[0] = 2^30, e[d] = (e[d - 1] * ratio + 2^30) >> 31.</summary>\n{Statement}public {name}()\n{Statement}{{\n{_construction}{Statement}}}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Statement}/// <summary>One inference.</summary>\n{Statement}/// <param name=\"{(raw ? "input\">Quantized inputs." : "features\">Features of the recipe.")}</param>\n{Statement}/// <param name=\"{(scores ? "scoresQ15\">Receives scores, 0 to 32768." : "output\">Receives quantized outputs.")}</param>\n");
        text.Append(CultureInfo.InvariantCulture, $"{Statement}public void {(raw && !scores && !wide ? "RunRaw" : "Run")}({(raw ? ArrayType(model.InputType) + " input" : "int[] features")}, {(scores ? "int[] scoresQ15" : wide ? "int[] output" : "sbyte[] output")})\n{Statement}{{\n{_run}{Statement}}}\n    }}\n}}\n");
        var files = new List<EmittedFile> { new($"{name}.cs", text.ToString()) };
        int assembly = 0, used = AssemblyBytes / 4;
        foreach ((string part, string code, int bytes) in _parts.OrderBy(p => p.Name.Contains("Part", StringComparison.Ordinal) ? 1 : 0))
        {
            // What a layer's loop calls must be below it: parts go into assemblies of their own, loops stay with the class.
            bool loop = !part.Contains("Part", StringComparison.Ordinal);
            if (!loop && used + bytes > AssemblyBytes)
            {
                assembly++;
                used = 0;
            }

            used += bytes;
            files.Add(new EmittedFile(loop || assembly == 0 ? $"{part}.cs" : $"{name}.Part{assembly.ToString(CultureInfo.InvariantCulture)}/{part}.cs", code));
        }

        return files;
    }
}
