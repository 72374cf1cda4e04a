using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>Layers that work element by element, and how numbers go into words.</summary>
internal sealed partial class VectorEmitter
{
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
}
