using System.Globalization;
using System.Text;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Prints a quantized model as straight-line C# for models that are compiled into the firmware: weights are constants in the code (they stay in
/// flash), activations stand in local variables, three to a 64-bit word. Gives the engine's integers to the bit. C# 9 for nanoFramework 1.x.
/// </summary>
public sealed class CSharpEmitter
{
    /// <summary>Estimated IL of one method at most; interpreters keep offsets in 16 bits.</summary>
    private const int MethodBytes = 28_000;

    /// <summary>Estimated IL of one assembly at most, of 64 KB that metadata and the rest share.</summary>
    private const int AssemblyBytes = 50_000;

    private const int MethodLocals = 150;

    /// <summary>Files for a model: one class, and further static classes in folders of their own where one assembly is not enough.</summary>
    /// <exception cref="EmitException">A layer has no straight-line form.</exception>
    public IReadOnlyList<EmittedFile> Emit(QuantizedModel model, EmitOptions options)
    {
        string name = options.ClassName ?? ClassName(model.Id);
        return ArrayEmitter.Suits(model, model.Shapes()) ? new ArrayEmitter(model, options.Namespace, name).Run() : new Printing(model, options.Namespace, name).Run();
    }

    /// <summary>"bearing-v1" becomes BearingV1.</summary>
    public static string ClassName(string id)
    {
        var name = new StringBuilder();
        bool upper = true;
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            if (name.Length == 0 && char.IsAsciiDigit(c))
            {
                name.Append("Model");
            }

            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return name.Length == 0 ? "Model" : name.ToString();
    }

    /// <summary>Estimated IL of a dense layer: 13 bytes for three weights, about 60 for the rest of an output.</summary>
    private static int DenseBytes(int units, int taps) => units * (WordLanes.Words(taps) * 13 + 60);

    private sealed class Printing(QuantizedModel model, string space, string name)
    {
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

        // ---- the run

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

        // ---- element by element

        /// <summary>((x - offset) * m + 2^(s-1) >> s) + add, in one multiplication and one addition.</summary>
        private static string Affine(string x, long offset, long multiplier, int shift, long add)
        {
            Int128 start = ((Int128)1 << (shift - 1)) + ((Int128)add << shift) - (Int128)offset * multiplier;

            // Sums wrap in 64 bits and come out right as long as the result does, which the engine's own bounds say.
            return multiplier == 0 ? $"({CodeWriter.Long((long)(start >> shift))})" : $"(({x} * {CodeWriter.Long(multiplier)} + {CodeWriter.Long(unchecked((long)start))}) >> {shift})";
        }

        private VectorCode ElementWise(CodeWriter code, int index, VectorCode x, int offset, int low, Func<int, int, string> value)
        {
            QuantizedLayer layer = model.Layers[index];
            int bottom = layer.Clip?.Low ?? -128;
            long span = (layer.Clip?.High ?? 127) - bottom;
            string[] names = Variables(index + 1);
            for (int i = 0; i < names.Length; i++)
            {
                code.Line($"if ((ulong)({names[i]} = {value(i, low)}) > {(span == 255 ? "full" : span + "UL")})");
                code.Open();
                code.Line($"{names[i]} = {names[i]} < 0L ? 0L : {span}L;");
                code.Close();
            }

            return new VectorCode(names.Length, bottom, 0, span, null, names);
        }

        private string[] Variables(int tensor)
        {
            int count = _shapes[tensor].Count;
            if (_split)
            {
                return [.. Enumerable.Range(0, count).Select(i => $"_values{tensor}[{i}]")];
            }

            string[] names = [.. Enumerable.Range(0, count).Select(i => $"v{tensor}_{i}")];
            _declarations.Add($"long {string.Join(", ", names)};");
            return names;
        }

        private VectorCode Sum(CodeWriter code, int index, AddLayer add)
        {
            VectorCode a = _tensors[model.InputsOf(index)[0]], b = _tensors[model.InputsOf(index)[1]];
            return ElementWise(code, index, a, 0, -(add.Clip?.Low ?? -128), (i, low) =>
            {
                Int128 start = ((Int128)1 << (add.Shift - 1)) + ((Int128)(add.ZeroPoint + low) << add.Shift) + (Int128)(a.Offset - add.ZeroPointA) * add.MultiplierA + (Int128)(b.Offset - add.ZeroPointB) * add.MultiplierB;
                return $"(({a.Scalar(i)} * {CodeWriter.Long(add.MultiplierA)} + {b.Scalar(i)} * {CodeWriter.Long(add.MultiplierB)} + {CodeWriter.Long(unchecked((long)start))}) >> {add.Shift})";
            });
        }

        private VectorCode Lookup(CodeWriter code, int index, LookupLayer lookup, VectorCode x)
        {
            string table = $"Table{index}";
            _tables.Add($"private static readonly sbyte[] {table} = {{ {string.Join(", ", lookup.Table)} }};");
            string[] names = Variables(index + 1);
            for (int i = 0; i < names.Length; i++)
            {
                code.Line($"{names[i]} = {table}[(int)({x.Scalar(i)} + {x.Offset + 128}L)] + 128L;");
            }

            return new VectorCode(names.Length, -128, 0, 255, null, names);
        }

        private VectorCode Join(int index)
        {
            VectorCode[] parts = [.. model.InputsOf(index).Select(t => _tensors[t])];
            int low = parts.Min(p => p.Offset);
            string[] scalars = [.. parts.SelectMany(p => Enumerable.Range(0, p.Count).Select(i => p.Offset == low ? p.Scalar(i) : $"({p.Scalar(i)} + {p.Offset - low}L)"))];
            return new VectorCode(scalars.Length, low, parts.Min(p => p.Min + p.Offset - low), parts.Max(p => p.Max + p.Offset - low), null, scalars);
        }

        /// <summary>Numbers in variables go into words where a dense layer reads them, or out where the model ends.</summary>
        private VectorCode Finish(CodeWriter code, int index, bool last, VectorCode y)
        {
            if (last)
            {
                return StoreRaw(code, y);
            }

            return FeedsDense(index + 1) ? Pack(code, index + 1, y) : y;
        }

        private VectorCode Pack(CodeWriter code, int tensor, VectorCode y)
        {
            string[] words = NewWords(tensor);
            bool half = WantsHalf(tensor);
            for (int j = 0; j < words.Length; j++)
            {
                int k = 3 * j;
                string sum = y.Scalar(k) + (k + 1 < y.Count ? $" + ({y.Scalar(k + 1)} << {WordLanes.Lane1})" : "") + (k + 2 < y.Count ? $" + ({y.Scalar(k + 2)} << {WordLanes.Lane2})" : "");
                code.Line($"{words[j]} = {sum}{(half && j == words.Length - 1 ? " + half" : "")};");
            }

            return y with { Words = words, HalfInLast = half };
        }

        // ---- products

        private VectorCode Dense(CodeWriter code, int index, DenseLayer layer, VectorCode x, bool last)
        {
            if (_split)
            {
                return SplitDense(code, index, layer, x, last);
            }

            var dense = new DenseCode(code, layer, x, $"x{index}");
            long span = dense.Span;
            if (last && dense.SpanIsMask)
            {
                for (int n = 0; n < dense.Units; n += 3)
                {
                    dense.Triple(n);
                    for (int i = 0; i < 3 && n + i < dense.Units; i++)
                    {
                        code.Line($"output[{n + i}] = (sbyte)(u{i} + {dense.Low}L);".Replace("+ -", "- ", StringComparison.Ordinal));
                    }
                }

                return x;
            }

            if (!last && FeedsDense(index + 1))
            {
                string[] words = NewWords(index + 1);
                bool half = WantsHalf(index + 1);
                for (int g = 0; g < words.Length; g++)
                {
                    dense.Word(g, words[g], half && g == words.Length - 1);
                }

                return new VectorCode(dense.Units, dense.Low, 0, span, words, null, half);
            }

            string[] names = Variables(index + 1);
            for (int n = 0; n < dense.Units; n++)
            {
                dense.Scalar(n, names[n]);
            }

            var y = new VectorCode(dense.Units, dense.Low, 0, span, null, names);
            return last ? StoreRaw(code, y) : y;
        }

        /// <summary>Large layers become static methods that read words from one array and write words to another.</summary>
        private VectorCode SplitDense(CodeWriter code, int index, DenseLayer layer, VectorCode x, bool last)
        {
            int inputWords = WordLanes.Words(x.Count), groups = WordLanes.Words(layer.Units);
            if (inputWords > MethodLocals)
            {
                throw new EmitException($"a dense layer with {x.Count} inputs is too wide for straight-line code ({3 * MethodLocals} at most): run this model in the engine");
            }

            int perGroup = DenseBytes(3, x.Count), groupsPerPart = Math.Max(1, (MethodBytes - 14 * inputWords) / perGroup);
            string[] words = NewWords(index + 1);
            string[] locals = [.. Enumerable.Range(0, inputWords).Select(j => $"x{j}")];
            bool half = WantsHalf(index + 1);
            for (int first = 0; first < groups; first += groupsPerPart)
            {
                int end = Math.Min(groups, first + groupsPerPart);
                var inner = new CodeWriter();
                inner.Open();
                inner.Open();
                var dense = new DenseCode(inner, layer, x with { Words = locals, Scalars = null }, "x");
                for (int g = first; g < end; g++)
                {
                    dense.Word(g, "w", half && g == groups - 1);
                    inner.Line($"to[{g}] = w;");
                }

                string text = inner.ToString();
                var part = new CodeWriter();
                part.Open();
                part.Open();
                part.Line($"/// <summary>Layer {index}, outputs {3 * first} to {Math.Min(layer.Units, 3 * end) - 1}.</summary>");
                part.Open($"public static void Run(long[] from, long[] to)");
                part.Line("long " + string.Join(", ", locals.Select((l, j) => $"{l} = from[{j}]")) + ";");
                foreach ((string local, string value) in new[] { ("half", "1L << 42"), ("top", "-1L << 43"), ("ones", "1L | 1L << 21 | 1L << 43"), ("keep", "(1L << 19) - 1"), ("above", "0xFFF00L * (1L | 1L << 21 | 1L << 43)") })
                {
                    if (Uses(text, local))
                    {
                        part.Line($"long {local} = {value};");
                    }
                }

                part.Line("long w;");
                foreach (string local in new[] { "p", "u0", "u1", "u2" })
                {
                    if (Uses(text, local))
                    {
                        part.Line($"long {local};");
                    }
                }

                foreach (string line in text.Split('\n')[2..^1])
                {
                    part.Line(line.Length > 8 ? line[8..] : "");
                }

                part.Close();
                if (text.Contains("Saturate(", StringComparison.Ordinal))
                {
                    part.Line();
                    PrintSaturate(part);
                }

                string partName = $"{name}Layer{index}Part{first / groupsPerPart}";
                _parts.Add((partName, part, (end - first) * perGroup));
                code.Line($"{partName}.Run(_words{model.InputsOf(index)[0]}, _words{index + 1});");
            }

            var y = new VectorCode(layer.Units, layer.Clip?.Low ?? -128, 0, (layer.Clip?.High ?? 127) - (layer.Clip?.Low ?? -128), words, null, half);
            return last ? StoreRaw(code, y) : y;
        }

        private static void PrintSaturate(CodeWriter code)
        {
            code.Line("/// <summary>Brings each of three numbers in a word down to the largest allowed: rare, so it may be slow.</summary>");
            code.Open("private static long Saturate(long word, long largest)");
            code.Line("long u0 = word & ((1L << 21) - 1);");
            code.Line("long u1 = (word >> 21) & ((1L << 22) - 1);");
            code.Line("long u2 = word >> 43;");
            code.Line("u0 = u0 > largest ? largest : u0;");
            code.Line("u1 = u1 > largest ? largest : u1;");
            code.Line("u2 = u2 > largest ? largest : u2;");
            code.Line("return u0 + (u1 << 21) + (u2 << 43);");
            code.Close();
        }

        // ---- last layers

        private static VectorCode StoreRaw(CodeWriter code, VectorCode y)
        {
            for (int i = 0; i < y.Count; i++)
            {
                code.Line($"output[{i}] = (sbyte)({y.Scalar(i)} + {y.Offset}L);".Replace("+ -", "- ", StringComparison.Ordinal));
            }

            return y;
        }

        private void Softmax(CodeWriter code, SoftmaxLayer softmax, VectorCode x)
        {
            _softmax = softmax.Ratio;
            code.Line($"int max = (int){x.Scalar(0)};");
            for (int i = 0; i < x.Count; i++)
            {
                code.Line($"int s{i} = (int){x.Scalar(i)};");
                if (i > 0)
                {
                    code.Line($"max = s{i} > max ? s{i} : max;");
                }
            }

            for (int i = 0; i < x.Count; i++)
            {
                code.Line($"long e{i} = _exponentials[max - s{i}];");
            }

            code.Line($"long sum = {string.Join(" + ", Enumerable.Range(0, x.Count).Select(i => $"e{i}"))};");
            code.Line("long halfSum = sum >> 1;");
            for (int i = 0; i < x.Count; i++)
            {
                code.Line($"scoresQ15[{i}] = (int)(((e{i} << 15) + halfSum) / sum);");
            }
        }

        private static void Scores(CodeWriter code, ScoresLayer score, VectorCode x)
        {
            code.Line("long score;");
            for (int i = 0; i < x.Count; i++)
            {
                code.Line($"score = {Affine(x.Scalar(i), score.InputZeroPoint - x.Offset, score.Requantization.Multipliers[0], score.Requantization.Shifts[0], 0)};");
                code.Line($"scoresQ15[{i}] = score < 0L ? 0 : score > 32768L ? 32768 : (int)score;");
            }
        }

        private void ReconstructionError(CodeWriter code, int index, ReconstructionErrorLayer error)
        {
            VectorCode a = _tensors[model.InputsOf(index)[0]], b = _tensors[model.InputsOf(index)[1]];
            long start = (long)(a.Offset - error.ZeroPointA) * error.MultiplierA - (long)(b.Offset - error.ZeroPointB) * error.MultiplierB;
            code.Line("long difference;");
            code.Line("long squares = 0L;");
            for (int i = 0; i < a.Count; i++)
            {
                code.Line($"difference = {a.Scalar(i)} * {error.MultiplierA}L - {b.Scalar(i)} * {error.MultiplierB}L + {CodeWriter.Long(start)};");
                code.Line("squares += difference * difference;");
            }

            if (error.PreShift > 0)
            {
                code.Line($"squares = (squares + {CodeWriter.Long(1L << (error.PreShift - 1))}) >> {error.PreShift};");
            }

            code.Line("squares = squares > 2147483647L ? 2147483647L : squares;");
            code.Line($"squares = (squares * {error.Multiplier}L + {CodeWriter.Long(1L << (error.Shift - 1))}) >> {error.Shift};");
            code.Line("scoresQ15[0] = squares > 32768L ? 32768 : (int)squares;");
        }

        // ---- files

        private IReadOnlyList<EmittedFile> Files(string body, bool raw, bool scores)
        {
            string inputName = raw ? "sbyte[] input" : "int[] features", outputName = scores ? "int[] scoresQ15" : "sbyte[] output";
            Head(_code);
            _code.Line("/// <summary>");
            _code.Line($"/// Model \"{model.Id}\" version {model.Version}: the integers of its image, to the bit. Made from the source model with SHA-256");
            _code.Line($"/// {Convert.ToHexStringLower(model.Provenance.SourceHash)}.");
            _code.Line("/// Not for use by two threads at once.");
            _code.Line("/// </summary>");
            _code.Open($"public sealed class {name}");
            _code.Line("/// <summary>Elements of the input.</summary>");
            _code.Line($"public const int InputCount = {model.InputShape.Count};");
            _code.Line();
            _code.Line("/// <summary>Elements of the output.</summary>");
            _code.Line($"public const int OutputCount = {_shapes[^1].Count};");
            _code.Line();
            foreach (string table in _tables)
            {
                _code.Line(table);
            }

            Fields(body);
            _code.Line("/// <summary>One inference.</summary>");
            _code.Line(raw ? "/// <param name=\"input\">Quantized inputs.</param>" : "/// <param name=\"features\">Features of the recipe.</param>");
            _code.Line(scores ? "/// <param name=\"scoresQ15\">Receives scores, 0 to 32768.</param>" : "/// <param name=\"output\">Receives quantized outputs.</param>");
            _code.Open($"public void {(raw && !scores ? "RunRaw" : "Run")}({inputName}, {outputName})");
            string[] lines = body.Split('\n');
            foreach (string line in lines[2..^3])
            {
                _code.Line(line.Length > 8 ? line[8..] : "");
            }

            _code.Close();
            if (body.Contains("Saturate(", StringComparison.Ordinal))
            {
                _code.Line();
                PrintSaturate(_code);
            }

            _code.Close();
            _code.Close();

            var files = new List<EmittedFile> { new($"{name}.cs", _code.ToString()) };
            int assembly = 0, used = AssemblyBytes / 4;
            foreach ((string part, CodeWriter code, int bytes) in _parts)
            {
                if (used + bytes > AssemblyBytes)
                {
                    assembly++;
                    used = 0;
                }

                used += bytes;
                var text = new CodeWriter();
                Head(text);
                text.Line($"/// <summary>A part of <c>{name}</c>.</summary>");
                text.Open($"public static class {part}");
                foreach (string line in code.ToString().Split('\n')[2..^1])
                {
                    text.Line(line.Length > 8 ? line[8..] : "");
                }

                text.Close();
                text.Close();
                files.Add(new EmittedFile(assembly == 0 ? $"{part}.cs" : $"{name}.Part{assembly.ToString(CultureInfo.InvariantCulture)}/{part}.cs", text.ToString()));
            }

            return files;
        }

        private void Head(CodeWriter code)
        {
            code.Line("// <auto-generated>Made by aiot-model emit: do not edit, emit again.</auto-generated>");
            code.Open($"namespace {space}");
        }

        private void Fields(string body)
        {
            for (int t = 0; t < _shapes.Count; t++)
            {
                if (Uses(body, $"_words{t}"))
                {
                    _code.Line($"private readonly long[] _words{t} = new long[{WordLanes.Words(_shapes[t].Count)}];");
                }

                if (Uses(body, $"_values{t}"))
                {
                    _code.Line($"private readonly long[] _values{t} = new long[{_shapes[t].Count}];");
                }
            }

            if (_softmax is not { } ratio)
            {
                _code.Line();
                return;
            }

            _code.Line("private readonly int[] _exponentials = new int[256];");
            _code.Line();
            _code.Line("/// <summary>Makes the table of exponentials: e[0] = 2^30, e[d] = (e[d - 1] * ratio + 2^30) >> 31.</summary>");
            _code.Open($"public {name}()");
            _code.Line("long e = 1L << 30;");
            _code.Open("for (int d = 0; d < 256; d++)");
            _code.Line("_exponentials[d] = (int)e;");
            _code.Line($"e = (e * {ratio}L + (1L << 30)) >> 31;");
            _code.Close();
            _code.Close();
            _code.Line();
        }
    }
}
