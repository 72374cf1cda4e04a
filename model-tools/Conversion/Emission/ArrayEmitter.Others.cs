using System.Globalization;
using System.Text;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>Pools, joins and last layers.</summary>
internal sealed partial class ArrayEmitter
{
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
}
