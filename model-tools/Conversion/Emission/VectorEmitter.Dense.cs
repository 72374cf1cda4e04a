using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>Dense layers.</summary>
internal sealed partial class VectorEmitter
{
    /// <summary>Estimated IL of a dense layer: 13 bytes for three weights, about 60 for the rest of an output.</summary>
    private static int DenseBytes(int units, int taps) => units * (WordLanes.Words(taps) * 13 + 60);

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
}
