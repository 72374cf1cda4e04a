using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Networks of vectors as straight-line code: weights are constants, numbers stand in variables, three to a word where a dense layer reads them. What does not
/// fit one method becomes static classes.
/// </summary>
internal sealed partial class VectorEmitter(QuantizedModel model, string space, string name)
{
    /// <summary>Estimated IL of one method at most; interpreters keep offsets in 16 bits.</summary>
    private const int MethodBytes = 28_000;

    private const int MethodLocals = 150;

    private readonly CodeWriter _code = new();
    private readonly IReadOnlyList<TensorShape> _shapes = model.Shapes();
    private readonly List<(string Name, CodeWriter Code, int Bytes)> _parts = [];
    private readonly List<string> _tables = [];
    private readonly List<string> _declarations = [];
    private VectorCode[] _tensors = [];
    private bool _split;
    private int? _softmax;

    public IReadOnlyList<EmittedFile> Run()
    {
        Check();
        bool raw = model.InputType == TensorType.Int8;
        bool scores = model.Layers[^1].ResultType == TensorType.Scores;
        int bytes = model.Layers.Select((l, i) => l is DenseLayer d ? DenseBytes(d.Units, _shapes[model.InputsOf(i)[0]].Count) : 40 * _shapes[i + 1].Count).Sum();
        int words = model.Layers.Select((l, i) => WordLanes.Words(_shapes[i + 1].Count)).Sum() + WordLanes.Words(model.InputShape.Count);
        _split = bytes > MethodBytes || words > MethodLocals;
        _tensors = new VectorCode[model.Layers.Count + 1];

        var body = new CodeWriter();
        body.Open();
        body.Open();
        Body(body, raw, scores);
        body.Close();
        body.Close();
        return Files(body.ToString(), raw, scores);
    }

    private void Check()
    {
        if (model.InputType == TensorType.Int16 || model.Layers.Any(l => l.ResultType == TensorType.Int16))
        {
            throw new EmitException("16-bit activations have no straight-line form yet: run this model in the engine");
        }

        for (int i = 0; i < model.Layers.Count; i++)
        {
            QuantizedLayer layer = model.Layers[i];
            if (layer is not (NormalizeLayer or DenseLayer or ReshapeLayer or LookupLayer or RescaleLayer or AddLayer or ConcatenateLayer or SoftmaxLayer or ScoresLayer or ReconstructionErrorLayer))
            {
                throw new EmitException($"{layer.Kind} layers have no straight-line form: run this model in the engine");
            }

            if (layer is ConcatenateLayer && _shapes[i + 1].Count != _shapes[i + 1].Channels)
            {
                throw new EmitException("only vectors are joined in straight-line code: run this model in the engine");
            }
        }
    }

    private void Body(CodeWriter code, bool raw, bool scores)
    {
        var text = new CodeWriter();
        text.Open();
        text.Open();
        _tensors[0] = raw ? RawInput(text) : new VectorCode(model.InputShape.Count, 0, int.MinValue, int.MaxValue, null, [.. Enumerable.Range(0, model.InputShape.Count).Select(i => $"(long)features[{i}]")]);
        for (int i = 0; i < model.Layers.Count; i++)
        {
            _tensors[i + 1] = Layer(text, i, i == model.Layers.Count - 1, scores);
        }

        // Words that most outputs read come first: the interpreter is quickest with the first four locals.
        string all = text.ToString();
        foreach (string declaration in _declarations)
        {
            code.Line(declaration);
        }

        foreach ((string local, string value) in new[] { ("half", "1L << 42"), ("top", "-1L << 43"), ("ones", "1L | 1L << 21 | 1L << 43"), ("keep", "(1L << 19) - 1"), ("above", "0xFFF00L * (1L | 1L << 21 | 1L << 43)") })
        {
            if (Uses(all, local))
            {
                code.Line($"long {local} = {value};");
            }
        }

        if (Uses(all, "full"))
        {
            code.Line("ulong full = 255UL;");
        }

        foreach (string local in new[] { "p", "u0", "u1", "u2" })
        {
            if (Uses(all, local))
            {
                code.Line($"long {local};");
            }
        }

        foreach (string line in all.Split('\n')[2..^1])
        {
            code.Line(line.Length > 8 ? line[8..] : "");
        }
    }

    private static bool Uses(string text, string word) => System.Text.RegularExpressions.Regex.IsMatch(text, $@"\b{word}\b");

    private bool FeedsDense(int tensor) => Enumerable.Range(0, model.Layers.Count).Any(l => model.InputsOf(l).Contains(tensor) && (model.Layers[l] is DenseLayer || (model.Layers[l] is ReshapeLayer && FeedsDense(l + 1))));

    /// <summary>Spare lanes of the last word bring the rounding into the next layer's sums.</summary>
    private bool WantsHalf(int tensor) => FeedsDense(tensor) && _shapes[tensor].Count % 3 != 0;

    private string[] NewWords(int tensor)
    {
        int count = WordLanes.Words(_shapes[tensor].Count);
        if (_split)
        {
            return [.. Enumerable.Range(0, count).Select(j => $"_words{tensor}[{j}]")];
        }

        string[] names = [.. Enumerable.Range(0, count).Select(j => $"x{tensor}_{j}")];
        _declarations.Add($"long {string.Join(", ", names)};");
        return names;
    }

    private VectorCode RawInput(CodeWriter code)
    {
        int count = model.InputShape.Count;
        string[] words = NewWords(0);
        bool half = WantsHalf(0);
        for (int j = 0; j < words.Length; j++)
        {
            int k = 3 * j;
            string sum = $"input[{k}]" + (k + 1 < count ? $" + (input[{k + 1}] << {WordLanes.Lane1})" : "") + (k + 2 < count ? $" + ((long)input[{k + 2}] << {WordLanes.Lane2})" : "");
            code.Line($"{words[j]} = {sum}{(half && j == words.Length - 1 ? " + half" : "")};");
        }

        return new VectorCode(count, 0, -128, 127, words, [.. Enumerable.Range(0, count).Select(i => $"(long)input[{i}]")], half);
    }

    private VectorCode Layer(CodeWriter code, int index, bool last, bool scores)
    {
        QuantizedLayer layer = model.Layers[index];
        VectorCode x = _tensors[model.InputsOf(index)[0]];
        code.Line();
        code.Line($"// {Describe(index)}");
        switch (layer)
        {
            case ReshapeLayer:
                return last ? StoreRaw(code, x) : x;
            case NormalizeLayer normalize:
                return Finish(code, index, last, ElementWise(code, index, x, 0, -(layer.Clip?.Low ?? -128), (i, low) => Affine(x.Scalar(i), normalize.Offsets[i], normalize.Multipliers[i], normalize.Shift, normalize.ZeroPoint + low)));
            case RescaleLayer rescale:
                return Finish(code, index, last, ElementWise(code, index, x, x.Offset, -(layer.Clip?.Low ?? -128), (i, low) => Affine(x.Scalar(i), rescale.InputZeroPoint - x.Offset, rescale.Requantization.Multipliers[0], rescale.Requantization.Shifts[0], rescale.ZeroPoint + low)));
            case AddLayer add:
                return Finish(code, index, last, Sum(code, index, add));
            case LookupLayer lookup:
                return Finish(code, index, last, Lookup(code, index, lookup, x));
            case ConcatenateLayer:
                return Finish(code, index, last, Join(index));
            case DenseLayer dense:
                return Dense(code, index, dense, x, last);
            case SoftmaxLayer softmax:
                Softmax(code, softmax, x);
                return x;
            case ScoresLayer score:
                Scores(code, score, x);
                return x;
            default:
                ReconstructionError(code, index, (ReconstructionErrorLayer)layer);
                return x;
        }
    }

    private string Describe(int index)
    {
        QuantizedLayer layer = model.Layers[index];
        string label = layer.Name.Length > 0 ? layer.Name + ": " : "";
        return $"{label}{layer.Kind} {_shapes[model.InputsOf(index)[0]].Count} -> {_shapes[index + 1].Count}".ReplaceLineEndings(" ");
    }
}
