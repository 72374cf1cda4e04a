using System.Globalization;
using System.Text;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>Layers with weights.</summary>
internal sealed partial class ArrayEmitter
{
    /// <summary>Gathers the inputs of each position into a row; parts then compute some outputs each.</summary>
    private void Matrix(int index, MatrixLayer layer, int units, int taps, WindowGeometry? window)
    {
        int a = model.InputsOf(index)[0];
        bool words = _types[a] == TensorType.Int8 && _types[index + 1] == TensorType.Int8 && WordLanes.Words(taps) <= MostWords;
        int perUnit = words ? WordLanes.Words(taps) * 13 + 90 : taps * 9 + 90, overhead = words ? 40 * WordLanes.Words(taps) : 0;
        bool arrays = _large || 3 * perUnit + overhead > MethodBytes;
        if (arrays)
        {
            (perUnit, overhead) = (taps + 12, 400);
        }

        int perPart = arrays ? MostInArray / perUnit : Math.Max(3, (MethodBytes - overhead) / perUnit / 3 * 3);
        if (perPart == 0)
        {
            throw new EmitException($"a row of {taps} weights is too long for one assembly ({MostInArray - 12} at most): run this model in the engine");
        }

        var calls = new List<string>();
        for (int first = 0; first < units; first += perPart)
        {
            int count = Math.Min(perPart, units - first);
            string part = $"{name}Layer{index}Part{first / perPart}";
            if (arrays)
            {
                (string fields, string body) = Arrays(layer, index, first, count, taps);
                Add(part, index, $"int[] row, {ArrayType(_types[index + 1])} y, int at", body, count * perUnit + overhead, fields);
            }
            else
            {
                Add(part, index, $"int[] row, {ArrayType(_types[index + 1])} y, int at", words ? Words(layer, first, count, taps) : Sums(layer, index, first, count, taps), count * perUnit + overhead);
            }

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

    /// <summary>Weights in arrays of the part, which a loop walks: y[o] = clip(requantize(bias[o] + sum of row[i] * weights[o, i])).</summary>
    private (string Fields, string Body) Arrays(MatrixLayer layer, int index, int first, int count, int taps)
    {
        Requantization q = layer.Requantization;
        bool oneMultiplier = q.Multipliers.Count == 1, oneShift = q.Shifts.Count == 1;
        string Ints(string field, IEnumerable<int> values) => $"private static readonly int[] {field} = {{ {Lines(values, 16)} }};\n";
        string fields = $"private static readonly sbyte[] Weights = {{ {Lines(layer.Weights.Skip(first * taps).Take(count * taps).Select(w => (int)w), 32)} }};\n"
            + Ints("Bias", layer.Bias.Skip(first).Take(count))
            + (oneMultiplier ? "" : Ints("Multipliers", q.Multipliers.Skip(first).Take(count)))
            + (oneShift ? "" : Ints("Shifts", q.Shifts.Skip(first).Take(count)));
        string requantized = oneShift
            ? Requantized("(long)sum", 0, q.Shifts[0], layer.ZeroPoint).Replace(CodeWriter.Long(0) + " +", (oneMultiplier ? CodeWriter.Long(q.Multipliers[0]) : "multipliers[o]") + " +", StringComparison.Ordinal)
            : $"(((long)sum * {(oneMultiplier ? CodeWriter.Long(q.Multipliers[0]) : "multipliers[o]")} + (1L << (shifts[o] - 1))) >> shifts[o]) + {CodeWriter.Long(layer.ZeroPoint)}";
        string body = $$"""
            sbyte[] weights = Weights;
            int[] bias = Bias;
            {{(oneMultiplier ? "" : "int[] multipliers = Multipliers;\n")}}{{(oneShift ? "" : "int[] shifts = Shifts;\n")}}int k = 0;
            for (int o = 0; o < {{count}}; o++)
            {
                int sum = bias[o];
                for (int i = 0; i < {{taps}}; i++)
                {
                    sum += row[i] * weights[k++];
                }

                long v = {{requantized}};
                {{Clipped(Clip(layer, index))}}
                y[at + o] = ({{Cast(_types[index + 1])}})v;
            }
            """;
        return (fields, body.ReplaceLineEndings("\n"));
    }

    private static string Lines(IEnumerable<int> values, int perLine) =>
        string.Join(",\n    ", values.Chunk(perLine).Select(c => string.Join(", ", c)));

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
}
