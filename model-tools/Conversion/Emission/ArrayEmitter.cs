using System.Globalization;
using System.Text;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Prints networks with convolutions, pools or int16 values: a static class for each layer. Values lie in two arrays, placed as the image's arena
/// places them; weights are constants in straight-line code that runs once for each output position.
/// </summary>
internal sealed class ArrayEmitter(QuantizedModel model, string space, string name)
{
    /// <summary>Estimated IL of one method and of one assembly at most.</summary>
    private const int MethodBytes = 26_000, AssemblyBytes = 48_000;

    /// <summary>Words of a row that fit a method's locals.</summary>
    private const int MostWords = 150;

    /// <summary>Constants in code: beyond that a model belongs into the engine, which reads weights from its image.</summary>
    private const int MostWeights = 120_000;

    private const string Statement = "        ";

    private readonly IReadOnlyList<TensorShape> _shapes = model.Shapes();
    private readonly IReadOnlyList<TensorType> _types = model.Types();
    private readonly ArenaPlan _plan = ArenaPlanner.Plan(model);
    private readonly List<(string Name, string Text, int Bytes)> _parts = [];
    private readonly StringBuilder _run = new();
    private string _tables = "", _construction = "";

    /// <summary>Whether a model needs this form: the words of <see cref="CSharpEmitter"/> hold vectors of int8.</summary>
    public static bool Suits(QuantizedModel model, IReadOnlyList<TensorShape> shapes) =>
        model.Types().Contains(TensorType.Int16) || model.Layers.Index().Any(l => l.Item is ConvolutionLayer or DepthwiseLayer or MaxPoolLayer or AveragePoolLayer
            || (l.Item is ConcatenateLayer && shapes[l.Index + 1].Count != shapes[l.Index + 1].Channels));

    /// <exception cref="EmitException">The model is too large, or takes raw int16.</exception>
    public IReadOnlyList<EmittedFile> Run()
    {
        if (model.InputType == TensorType.Int16)
        {
            throw new EmitException("a raw int16 input has no generated form: run this model in the engine");
        }

        long weights = model.Layers.Sum(l => l is MatrixLayer m ? (long)m.Weights.Length : 0);
        if (weights > MostWeights)
        {
            throw new EmitException($"{weights} weights are too many for code ({MostWeights} at most): run this model in the engine");
        }

        if (model.InputType == TensorType.Int8)
        {
            _run.Append(CultureInfo.InvariantCulture, $"{Statement}    for (int i = 0; i < {_shapes[0].Count}; i++)\n{Statement}    {{\n{Statement}        _int8[{_plan.Offsets[0]} + i] = input[i];\n{Statement}    }}\n\n");
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

    // ---- weights

    /// <summary>Gathers the inputs of each position into a row; parts then compute some outputs each.</summary>
    private void Matrix(int index, MatrixLayer layer, int units, int taps, WindowGeometry? window)
    {
        int a = model.InputsOf(index)[0];
        bool words = _types[a] == TensorType.Int8 && _types[index + 1] == TensorType.Int8 && WordLanes.Words(taps) <= MostWords;
        int perUnit = words ? WordLanes.Words(taps) * 13 + 90 : taps * 9 + 90, overhead = words ? 40 * WordLanes.Words(taps) : 0;
        int perPart = Math.Max(3, (MethodBytes - overhead) / perUnit / 3 * 3);
        if (3 * perUnit + overhead > 60_000)
        {
            throw new EmitException($"a row of {taps} weights is too long for one method: run this model in the engine");
        }

        var calls = new List<string>();
        for (int first = 0; first < units; first += perPart)
        {
            int count = Math.Min(perPart, units - first);
            string part = $"{name}Layer{index}Part{first / perPart}";
            Add(part, index, $"int[] row, {ArrayType(_types[index + 1])} y, int at", words ? Words(layer, first, count, taps) : Sums(layer, index, first, count, taps), count * perUnit + overhead);
            calls.Add($"{part}.Run(row, y, at{(first == 0 ? "" : $" + {first}")});");
        }

        Positions(index, window, $"{ArrayType(_types[a])} x, {ArrayType(_types[index + 1])} y, int[] row", units, calls, layer switch { ConvolutionLayer c => c.InputZeroPoint, _ => 0 });
        Call($"{name}Layer{index}.Run({Of(a)}, {Of(index + 1)}, _row);");
    }

    /// <summary>The loop over output positions with the gather of each.</summary>
    private void Positions(int index, WindowGeometry? window, string parameters, int units, List<string> calls, int pad)
    {
        int a = model.InputsOf(index)[0], from = _plan.Offsets[a], to = _plan.Offsets[index + 1];
        TensorShape s = _shapes[a], r = _shapes[index + 1];
        string body;
        if (window is not { } w)
        {
            body = $"int at = {to};\n{Loop(s.Count, $"row[i] = x[{from} + i];")}\n\n{string.Join('\n', calls)}";
        }
        else
        {
            body = $$"""
                int at = {{to}};
                for (int oy = 0; oy < {{r.Height}}; oy++)
                {
                    for (int ox = 0; ox < {{r.Width}}; ox++)
                    {
                        int k = 0;
                        for (int ky = 0; ky < {{w.KernelHeight}}; ky++)
                        {
                            int iy = oy * {{w.StrideHeight}} - {{w.PadTop}} + ky * {{w.DilationHeight}};
                            for (int kx = 0; kx < {{w.KernelWidth}}; kx++)
                            {
                                int ix = ox * {{w.StrideWidth}} - {{w.PadLeft}} + kx * {{w.DilationWidth}};
                                int end = k + {{s.Channels}};
                                if (iy < 0 || iy >= {{s.Height}} || ix < 0 || ix >= {{s.Width}})
                                {
                                    while (k < end)
                                    {
                                        row[k++] = {{pad}};
                                    }
                                }
                                else
                                {
                                    int from = {{from}} + (iy * {{s.Width}} + ix) * {{s.Channels}};
                                    while (k < end)
                                    {
                                        row[k++] = x[from++];
                                    }
                                }
                            }
                        }

                        {{string.Join("\n        ", calls)}}
                        at += {{units}};
                    }
                }
                """;
        }

        Add($"{name}Layer{index}", index, parameters, body.ReplaceLineEndings("\n"), 500 + 12 * calls.Count);
    }

    /// <summary>Three inputs to a word, as <see cref="WordLanes"/> proves.</summary>
    private static string Words(MatrixLayer layer, int first, int count, int taps)
    {
        Requantization q = layer.Requantization;
        var rows = new DenseLayer
        {
            Weights = layer.Weights[(first * taps)..((first + count) * taps)],
            Bias = [.. layer.Bias.Skip(first).Take(count)],
            Requantization = new Requantization(
                q.Multipliers.Count == 1 ? q.Multipliers : [.. q.Multipliers.Skip(first).Take(count)],
                q.Shifts.Count == 1 ? q.Shifts : [.. q.Shifts.Skip(first).Take(count)]),
            ZeroPoint = layer.ZeroPoint,
            Clip = layer.Clip,
        };
        string[] locals = [.. Enumerable.Range(0, WordLanes.Words(taps)).Select(j => $"x{j}")];
        var code = new CodeWriter();
        var dense = new DenseCode(code, rows, new VectorCode(taps, 0, -128, 127, locals, null), "x");
        for (int n = 0; n < count; n++)
        {
            dense.Scalar(n, "v");
            code.Line($"y[at + {first + n - first}] = (sbyte)(v + {CodeWriter.Long(dense.Low)});");
        }

        string text = code.ToString();
        var head = new StringBuilder();
        for (int j = 0; j < locals.Length; j++)
        {
            int k = 3 * j;
            head.Append(CultureInfo.InvariantCulture, $"long x{j} = row[{k}]{(k + 1 < taps ? $" + ((long)row[{k + 1}] << {WordLanes.Lane1})" : "")}{(k + 2 < taps ? $" + ((long)row[{k + 2}] << {WordLanes.Lane2})" : "")};\n");
        }

        return $"{head}{(text.Contains("half", StringComparison.Ordinal) ? "long half = 1L << 42;\n" : "")}{(text.Contains("top", StringComparison.Ordinal) ? "long top = -1L << 43;\n" : "")}long v;\n{text.TrimEnd('\n')}";
    }

    /// <summary>Sums of 32 bits, which the image's reader has proven to hold.</summary>
    private string Sums(MatrixLayer layer, int index, int first, int count, int taps)
    {
        Requantization q = layer.Requantization;
        var text = new StringBuilder("int sum;\nlong v;\n");
        for (int n = 0; n < count; n++)
        {
            int unit = first + n;
            Sum(text, layer.Bias[unit], Enumerable.Range(0, taps).Select(k => ((int)layer.Weights[unit * taps + k], $"row[{k}]")));
            Store(text, index, layer, q.Multipliers[q.Multipliers.Count == 1 ? 0 : unit], q.Shifts[q.Shifts.Count == 1 ? 0 : unit], n);
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Sum(StringBuilder text, int bias, IEnumerable<(int Weight, string X)> products)
    {
        string[] terms = [.. products.Where(p => p.Weight != 0).Select(p => $" {(p.Weight < 0 ? "-" : "+")} {Math.Abs(p.Weight)} * {p.X}")];
        text.Append(CultureInfo.InvariantCulture, $"sum = {bias}");

        // A line holds so many terms that a person can still read it.
        for (int i = 0; i < terms.Length; i++)
        {
            text.Append(i > 0 && i % 12 == 0 ? "\n   " : "").Append(terms[i]);
        }

        text.Append(";\n");
    }

    private void Store(StringBuilder text, int index, QuantizedLayer layer, int multiplier, int shift, int place) =>
        text.Append(CultureInfo.InvariantCulture, $"v = {Requantized("(long)sum", multiplier, shift, layer.ZeroPoint)};\n{Clipped(Clip(layer, index))}\ny[at + {place}] = ({Cast(_types[index + 1])})v;\n");

    private void Depthwise(int index, DepthwiseLayer layer)
    {
        int a = model.InputsOf(index)[0], channels = _shapes[a].Channels, units = channels * layer.DepthMultiplier, taps = layer.Window.KernelHeight * layer.Window.KernelWidth;
        int perUnit = taps * 9 + 90, perPart = Math.Max(1, MethodBytes / perUnit);
        Requantization q = layer.Requantization;
        var calls = new List<string>();
        for (int first = 0; first < units; first += perPart)
        {
            var text = new StringBuilder("int sum;\nlong v;\n");
            int count = Math.Min(perPart, units - first);
            for (int n = first; n < first + count; n++)
            {
                int unit = n;
                Sum(text, layer.Bias[n], Enumerable.Range(0, taps).Select(t => ((int)layer.Weights[t * units + unit], $"row[{t * channels + unit / layer.DepthMultiplier}]")));
                Store(text, index, layer, q.Multipliers[q.Multipliers.Count == 1 ? 0 : n], q.Shifts[q.Shifts.Count == 1 ? 0 : n], n - first);
            }

            string part = $"{name}Layer{index}Part{first / perPart}";
            Add(part, index, $"int[] row, {ArrayType(_types[index + 1])} y, int at", text.ToString().TrimEnd('\n'), count * perUnit);
            calls.Add($"{part}.Run(row, y, at{(first == 0 ? "" : $" + {first}")});");
        }

        Positions(index, layer.Window, $"{ArrayType(_types[a])} x, {ArrayType(_types[index + 1])} y, int[] row", units, calls, layer.InputZeroPoint);
        Call($"{name}Layer{index}.Run({Of(a)}, {Of(index + 1)}, _row);");
    }

    // ---- others

    private void Pool(int index, QuantizedLayer layer)
    {
        int a = model.InputsOf(index)[0];
        TensorShape s = _shapes[a], r = _shapes[index + 1];
        var mean = layer as AveragePoolLayer;
        WindowGeometry w = mean?.Window ?? ((MaxPoolLayer)layer).Window;
        bool several = mean?.Requantization.Multipliers.Count > 1;
        string inner = mean is null ? "int value = x[p];\nbest = value > best ? value : best;" : "best += x[p];";
        string finish = "long v = best;";
        if (mean is not null)
        {
            string multiplier = several ? "multipliers[count - 1]" : CodeWriter.Long(mean.Requantization.Multipliers[0]);
            finish = $"long v = (((best - (long)count * {Number(mean.InputZeroPoint)}) * {multiplier} + {CodeWriter.Long(1L << (mean.Requantization.Shifts[0] - 1))}) >> {mean.Requantization.Shifts[0]}) + {CodeWriter.Long(mean.ZeroPoint)};";
        }

        if (several)
        {
            _tables += $"{Statement}private readonly int[] _multipliers{index} = {{ {string.Join(", ", mean!.Requantization.Multipliers)} }};\n";
        }

        string body = $$"""
            int at = {{_plan.Offsets[index + 1]}};
            for (int oy = 0; oy < {{r.Height}}; oy++)
            {
                int top = oy * {{w.StrideHeight}} - {{w.PadTop}};
                int bottom = top + {{w.KernelHeight}};
                top = top < 0 ? 0 : top;
                bottom = bottom > {{s.Height}} ? {{s.Height}} : bottom;
                for (int ox = 0; ox < {{r.Width}}; ox++)
                {
                    int left = ox * {{w.StrideWidth}} - {{w.PadLeft}};
                    int right = left + {{w.KernelWidth}};
                    left = left < 0 ? 0 : left;
                    right = right > {{s.Width}} ? {{s.Width}} : right;
                    {{(several ? "int count = (bottom - top) * (right - left);" : mean is null ? "" : $"int count = {w.KernelHeight * w.KernelWidth};")}}
                    for (int c = 0; c < {{s.Channels}}; c++)
                    {
                        int best = {{(mean is null ? "int.MinValue" : "0")}};
                        for (int iy = top; iy < bottom; iy++)
                        {
                            int p = {{_plan.Offsets[a]}} + (iy * {{s.Width}} + left) * {{s.Channels}} + c;
                            int end = p + (right - left) * {{s.Channels}};
                            for (; p < end; p += {{s.Channels}})
                            {
                                {{inner.Replace("\n", "\n                    ", StringComparison.Ordinal)}}
                            }
                        }

                        {{finish}}
                        {{Clipped(Clip(layer, index))}}
                        y[at++] = ({{Cast(_types[index + 1])}})v;
                    }
                }
            }
            """;
        Add($"{name}Layer{index}", index, $"{ArrayType(_types[a])} x, {ArrayType(_types[index + 1])} y{(several ? ", int[] multipliers" : "")}", body.ReplaceLineEndings("\n"), 500);
        Call($"{name}Layer{index}.Run({Of(a)}, {Of(index + 1)}{(several ? $", _multipliers{index}" : "")});");
    }

    private void Join(int index, ConcatenateLayer join)
    {
        TensorShape r = _shapes[index + 1];
        int outer = join.Axis == 0 ? 1 : join.Axis == 1 ? r.Height : r.Height * r.Width, row = r.Count / outer, offset = 0;
        var text = new StringBuilder($"for (int o = 0; o < {outer}; o++)\n{{\n    int at = {_plan.Offsets[index + 1]} + o * {row};\n");
        foreach (int t in model.InputsOf(index))
        {
            int run = _shapes[t].Count / outer;
            text.Append(CultureInfo.InvariantCulture, $"    for (int i = 0; i < {run}; i++)\n    {{\n        y[at + {offset} + i] = x[{_plan.Offsets[t]} + o * {run} + i];\n    }}\n\n");
            offset += run;
        }

        string type = ArrayType(_types[index + 1]);
        Add($"{name}Layer{index}", index, $"{type} x, {type} y", text.ToString().TrimEnd('\n') + "\n}", 80 * model.InputsOf(index).Count);
        Call($"{name}Layer{index}.Run({Of(index + 1)}, {Of(index + 1)});");
    }

    private void Softmax(int index, SoftmaxLayer softmax, int a)
    {
        bool wide = softmax.CoarseRatio is not null;
        _tables += $"{Statement}private readonly int[] _exponentials = new int[256];\n" + (wide ? $"{Statement}private readonly int[] _coarse = new int[256];\n" : "");
        string Fill(string table, int ratio) => $"{Statement}    e = 1L << 30;\n{Statement}    for (int d = 0; d < 256; d++)\n{Statement}    {{\n{Statement}        {table}[d] = (int)e;\n{Statement}        e = (e * {ratio}L + (1L << 30)) >> 31;\n{Statement}    }}\n";
        _construction = $"{Statement}    long e;\n" + Fill("_exponentials", softmax.Ratio) + (softmax.CoarseRatio is { } coarse ? "\n" + Fill("_coarse", coarse) : "");
        int at = _plan.Offsets[a], count = _shapes[a].Count;
        string body = $$"""
            int max = x[{{at}}];
            {{Loop(count, $"max = x[{at} + i] > max ? x[{at} + i] : max;")}}

            long sum = 0L;
            {{Loop(count, $"int d = max - x[{at} + i];", $"int e = {(wide ? "(int)(((long)exponentials[d & 255] * coarse[d >> 8] + (1L << 29)) >> 30)" : "exponentials[d]")};", "scoresQ15[i] = e;", "sum += e;")}}

            long half = sum >> 1;
            {{Loop(count, "scoresQ15[i] = (int)((((long)scoresQ15[i] << 15) + half) / sum);")}}
            """;
        Add($"{name}Layer{index}", index, $"{ArrayType(_types[a])} x, int[] exponentials, {(wide ? "int[] coarse, " : "")}int[] scoresQ15", body.ReplaceLineEndings("\n"), 300);
        Call($"{name}Layer{index}.Run({Of(a)}, _exponentials, {(wide ? "_coarse, " : "")}scoresQ15);");
    }

    private void ReconstructionError(int index, ReconstructionErrorLayer e)
    {
        int a = model.InputsOf(index)[0], b = model.InputsOf(index)[1];
        string body = "long squares = 0L;\n" + Loop(_shapes[a].Count,
            $"long difference = (x[{_plan.Offsets[a]} + i] - {Number(e.ZeroPointA)}) * {CodeWriter.Long(e.MultiplierA)} - (z[{_plan.Offsets[b]} + i] - {Number(e.ZeroPointB)}) * {CodeWriter.Long(e.MultiplierB)};",
            "squares += difference * difference;")
            + (e.PreShift > 0 ? $"\nsquares = (squares + {CodeWriter.Long(1L << (e.PreShift - 1))}) >> {e.PreShift};" : "")
            + $"\nsquares = squares > 2147483647L ? 2147483647L : squares;\nsquares = (squares * {CodeWriter.Long(e.Multiplier)} + {CodeWriter.Long(1L << (e.Shift - 1))}) >> {e.Shift};\nscoresQ15[0] = squares > 32768L ? 32768 : (int)squares;";
        Add($"{name}Layer{index}", index, $"{ArrayType(_types[a])} x, {ArrayType(_types[b])} z, int[] scoresQ15", body, 250);
        Call($"{name}Layer{index}.Run({Of(a)}, {Of(b)}, scoresQ15);");
    }

    // ---- files

    private void Add(string className, int index, string parameters, string body, int bytes)
    {
        QuantizedLayer layer = model.Layers[index];
        string indented = string.Join('\n', body.Split('\n').Select(l => l.Length > 0 ? Statement + "    " + l : l));
        string label = layer.Name.Length > 0 ? System.Security.SecurityElement.Escape(layer.Name.Split(';')[0]) + ": " : "";
        string text = $"// <auto-generated>Made by aiot-model emit: do not edit, emit again.</auto-generated>\nnamespace {space}\n{{\n"
            + $"    /// <summary>{Ascii(label)}{layer.Kind} {_shapes[model.InputsOf(index)[0]]} -> {_shapes[index + 1]}.</summary>\n    public static class {className}\n    {{\n".Replace("->", "to", StringComparison.Ordinal)
            + $"{Statement}public static void Run({parameters})\n{Statement}{{\n{indented}\n{Statement}}}\n    }}\n}}\n";
        _parts.Add((className, text, bytes));
    }

    private static string Ascii(string text) => string.Concat(text.Select(c => c is >= ' ' and < (char)127 ? c : '?'));

    private List<EmittedFile> Files()
    {
        bool raw = model.InputType == TensorType.Int8, scores = _types[^1] == TensorType.Scores, wide = _types[^1] == TensorType.Int16;
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
        text.Append(CultureInfo.InvariantCulture, $"{Statement}public void {(raw && !scores && !wide ? "RunRaw" : "Run")}({(raw ? "sbyte[] input" : "int[] features")}, {(scores ? "int[] scoresQ15" : wide ? "int[] output" : "sbyte[] output")})\n{Statement}{{\n{_run}{Statement}}}\n    }}\n}}\n");
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
