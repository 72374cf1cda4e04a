using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// Prints a dense layer: <c>y[n] = clip(((bias[n] + sum over k of w[n][k] * x[k]) * m[n] + 2^(s-1) >> s) + zeroPoint)</c>
/// with weights as constants and activations in local words (<see cref="WordLanes"/>).
/// </summary>
internal sealed class DenseCode
{
    private readonly CodeWriter _code;
    private readonly DenseLayer _layer;
    private readonly VectorCode _input;
    private readonly int _taps, _words, _low;
    private readonly long _span;
    private readonly string[] _halved;

    /// <param name="code">Where to print.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">Its input, in words.</param>
    /// <param name="name">Prefix for helper variables, unique in the method.</param>
    public DenseCode(CodeWriter code, DenseLayer layer, VectorCode input, string name)
    {
        _code = code;
        _layer = layer;
        _input = input;
        _taps = input.Count;
        _words = WordLanes.Words(_taps);
        _low = layer.Clip?.Low ?? -128;
        _span = (layer.Clip?.High ?? 127) - _low;
        _halved = new string[_words];
        if (!input.HalfInLast)
        {
            ChooseHalved(name);
        }
    }

    public int Units => _layer.Units;

    /// <summary>Offset of the stored results.</summary>
    public int Low => _low;

    /// <summary>Largest stored result.</summary>
    public long Span => _span;

    private ReadOnlySpan<sbyte> Row(int n) => _layer.Weights.AsSpan(n * _taps, _taps);

    /// <summary>
    /// Rounding costs an addition per output unless a word brings it: W * 2^42 is w2 * 2^42 (mod 2^64), so a word whose lowest weight is odd adds
    /// the half, and (w2 - 1) / 2 whole units that the bias takes back. A few words with 2^42 in them serve most outputs.
    /// </summary>
    private void ChooseHalved(string name)
    {
        var open = Enumerable.Range(0, Units).ToHashSet();
        while (open.Count > 0)
        {
            int best = -1, most = 2;
            for (int j = 0; j < _words; j++)
            {
                int word = j, gain = _halved[j] is null ? open.Count(n => IsOdd(n, word)) : 0;
                (best, most) = gain > most ? (j, gain) : (best, most);
            }

            if (best < 0)
            {
                return;
            }

            _halved[best] = $"{name}h{best}";
            _code.Line($"long {_halved[best]} = {_input.Words![best]} + half;");
            open.RemoveWhere(n => IsOdd(n, best));
        }
    }

    private bool IsOdd(int n, int word) => (WordLanes.At(Row(n), 3 * word + 2) & 1) != 0;

    /// <summary>The words of a row summed and read: one block as a rule, more where the weights are too large to prove one.</summary>
    private (string Sum, long Low, long High, long Bias) Sum(int n)
    {
        ReadOnlySpan<sbyte> row = Row(n);
        long bias = _layer.Bias[n];
        foreach (sbyte w in row)
        {
            bias += (long)w * _input.Offset;
        }

        var (low, high, exact) = WordLanes.Row(row, 0, _words, _input.Min, _input.Max, _input.HalfInLast ? 1 : 0);
        if (exact)
        {
            int halved = _input.HalfInLast ? -1 : Array.FindIndex(_halved, 0, h => h is not null);
            while (halved >= 0 && !(_halved[halved] is not null && IsOdd(n, halved)))
            {
                halved = halved + 1 < _words ? Array.FindIndex(_halved, halved + 1, h => h is not null) : -1;
            }

            if (halved >= 0)
            {
                long whole = (WordLanes.At(row, 3 * halved + 2) - 1) >> 1;
                return ($"({Terms(n, 0, _words, halved)} >> {WordLanes.Lane2})", low + whole, high + whole, bias - whole);
            }

            return ($"({(_input.HalfInLast ? "" : "half + ")}{Terms(n, 0, _words, -1)} >> {WordLanes.Lane2})", low, high, bias);
        }

        var parts = new List<string>();
        (low, high) = (0, 0);
        for (int first = 0; first < _words;)
        {
            int last = first + 1;
            while (last < _words && WordLanes.Row(row, first, last + 1, _input.Min, _input.Max, 1).Exact)
            {
                last++;
            }

            var block = WordLanes.Row(row, first, last, _input.Min, _input.Max, 1);
            (low, high) = (low + block.Low, high + block.High);
            bool own = _input.HalfInLast && last == _words;
            parts.Add($"({(own ? "" : "half + ")}{Terms(n, first, last, -1)} >> {WordLanes.Lane2})");
            first = last;
        }

        return ($"({string.Join(" + ", parts)})", low, high, bias);
    }

    private string Terms(int n, int first, int last, int halved)
    {
        ReadOnlySpan<sbyte> row = Row(n);
        var terms = new List<string>();
        for (int j = first; j < last; j++)
        {
            int w2 = WordLanes.At(row, 3 * j + 2);
            if (_input.HalfInLast && j == _words - 1)
            {
                w2 = 1;
            }

            long w = WordLanes.Weight(WordLanes.At(row, 3 * j), WordLanes.At(row, 3 * j + 1), w2);
            if (w != 0)
            {
                terms.Add($"{(j == halved ? _halved[j] : _input.Words![j])} * {CodeWriter.Long(w)}");
            }
        }

        return terms.Count == 0 ? "0L" : string.Join(" + ", terms);
    }

    /// <summary>The result before clipping, plus <paramref name="add"/>, as "shifted left by <paramref name="lane"/>" with its range.</summary>
    private (string Code, Int128 Low, Int128 High) Result(int n, long add, int lane)
    {
        var (sum, low, high, bias) = Sum(n);
        long largest = Math.Max(Math.Abs(low), Math.Abs(high)) + 1;
        LongRequantization? fits = LongRequantization.Of(_layer, n, bias, _layer.ZeroPoint - _low + add);
        if (fits?.WithShift(fits.Shift, largest) is not { } r)
        {
            return Plain(n, sum, low, high, bias, _layer.ZeroPoint - _low + add, lane);
        }

        (Int128 rangeLow, Int128 rangeHigh) = r.Range(low, high);
        if (lane == WordLanes.Lane2 && r.WithShift(WordLanes.Lane2, largest) is { } inPlace)
        {
            // The shift to the top lane is the requantization's own: only the fraction below has to go.
            return ($"(({sum} * {CodeWriter.Long(inPlace.Multiplier)} + {CodeWriter.Long(inPlace.Start)}) & top)", rangeLow, rangeHigh);
        }

        r = r.Lengthened(largest);
        string code = $"(({sum} * {CodeWriter.Long(r.Multiplier)} + {CodeWriter.Long(r.Start)}) >> {r.Shift})";
        return (lane == 0 ? code : $"({code} << {lane})", rangeLow, rangeHigh);
    }

    /// <summary>The contract's own form, where one start for all does not fit.</summary>
    private (string Code, Int128 Low, Int128 High) Plain(int n, string sum, long low, long high, long bias, long add, int lane)
    {
        Requantization q = _layer.Requantization;
        long m = q.Multipliers[q.Multipliers.Count == 1 ? 0 : n];
        int s = q.Shifts[q.Shifts.Count == 1 ? 0 : n];
        long round = 1L << (s - 1);
        Int128 Of(long t) => ((((Int128)t + bias) * m + round) >> s) + add;
        string code = $"(((({sum} + {CodeWriter.Long(bias)}) * {CodeWriter.Long(m)} + {CodeWriter.Long(round)}) >> {s}) + {CodeWriter.Long(add)})";
        return (lane == 0 ? code : $"({code} << {lane})", Of(low), Of(high));
    }

    /// <summary>
    /// Three results in a word: each gets 2^19 on top, whose bit then tells the sign; negative ones become 0 by a mask, and those above the
    /// largest take a slower path that is rare.
    /// </summary>
    public void Word(int group, string target, bool addHalf)
    {
        int first = 3 * group, count = Math.Min(3, Units - first);
        const long offset = 1L << WordLanes.SignBit;
        var parts = new List<string>();
        bool fits = true;
        for (int i = 0; i < count; i++)
        {
            var (code, low, high) = Result(first + i, offset, i == 0 ? 0 : i == 1 ? WordLanes.Lane1 : WordLanes.Lane2);
            fits &= low >= 0 && high < 2 * offset;
            parts.Add(code);
        }

        if (!fits)
        {
            for (int i = 0; i < count; i++)
            {
                Scalar(first + i, $"u{i}");
            }

            string sum = "u0" + (count > 1 ? $" + (u1 << {WordLanes.Lane1})" : "") + (count > 2 ? $" + (u2 << {WordLanes.Lane2})" : "");
            _code.Line($"{target} = {sum}{(addHalf ? " + half" : "")};");
            return;
        }

        _code.Line($"p = {string.Join("\n                + ", parts)};");
        long headroom = Headroom(out long pad);
        string test = pad == 0 ? $"({target} = p & (((p >> {WordLanes.SignBit}) & ones) * keep))" : $"(({target} = p & (((p >> {WordLanes.SignBit}) & ones) * keep)) + {CodeWriter.Long(pad * WordLanes.Ones)})";
        _code.Line($"if (({test} & {Above(headroom)}) != 0)");
        _code.Open();
        _code.Line($"{target} = Saturate({target}, {_span}L);");
        _code.Close();
        if (addHalf)
        {
            _code.Line($"{target} += half;");
        }
    }

    /// <summary>Bits that tell numbers above the span: none below a power of two; others are first moved up to it.</summary>
    private long Headroom(out long pad)
    {
        long power = 1;
        while (power < _span + 1)
        {
            power <<= 1;
        }

        pad = power - 1 - _span;
        return power;
    }

    private static string Above(long power) => power == 256 ? "above" : CodeWriter.Long((((1L << (WordLanes.SignBit + 1)) - 1) & ~(power - 1)) * WordLanes.Ones);

    /// <summary>One result in a variable.</summary>
    public void Scalar(int n, string target)
    {
        var (code, _, _) = Result(n, 0, 0);
        _code.Line($"if ((ulong)({target} = {code}) > {_span}UL)");
        _code.Open();
        _code.Line($"{target} = {target} < 0L ? 0L : {_span}L;");
        _code.Close();
    }

    /// <summary>Three results in variables u0, u1, u2 with one check for all.</summary>
    public void Triple(int first)
    {
        int count = Math.Min(3, Units - first);
        var parts = Enumerable.Range(0, count).Select(i => $"(u{i} = {Result(first + i, 0, 0).Code})");
        _code.Line($"if ((ulong)({string.Join("\n                | ", parts)}) > {(_span == 255 ? "full" : _span + "UL")})");
        _code.Open();
        for (int i = 0; i < count; i++)
        {
            _code.Line($"u{i} = u{i} < 0L ? 0L : u{i} > {_span}L ? {_span}L : u{i};");
        }

        _code.Close();
    }

    /// <summary>Whether one check serves three results: the bits of an allowed number are those below a power of two.</summary>
    public bool SpanIsMask => ((_span + 1) & _span) == 0;
}
