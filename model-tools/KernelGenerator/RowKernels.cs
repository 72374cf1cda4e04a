namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>The second step: a transform across the columns for each row, with twiddle factors applied on load and power on store. Power takes the place of the values that it was made of.</summary>
public static class RowKernels
{
    /// <summary>Bits that a value loses between the two steps; a twiddle factor adds 20 more.</summary>
    private const int LoadShift = 5;

    /// <summary>Bits that the spectrum loses before it is squared.</summary>
    private const int PowerShift = 10;

    /// <summary>Differences that the transform of 32 points evaluates ahead, so that its method has fewer than 200 locals: some firmware fails on more.</summary>
    private const int EarlyDifferences = 12;

    /// <summary>Rows 1..N1/2-1, which are complex.</summary>
    /// <param name="columns">N2, the number of columns.</param>
    /// <param name="quarter">Twiddle factors come out of a quarter of a cosine wave instead of a table of their own: less than half the memory for 2 % more instructions.</param>
    public static string Complex(int columns, bool quarter = false)
    {
        var text = new KernelText();
        var transform = new SplitRadix();
        int half = columns / 2;
        Node[] twiddle = [.. Enumerable.Range(0, columns).Select(j => Node.Read(!quarter ? $"t[{j}]" : j % 2 == 0 ? $"t[a{j / 2 + 1}]" : $"t[last - a{j / 2 + 1}]"))];
        var z = new ComplexValue[columns];
        for (int c = 0; c < columns; c++)
        {
            int n2 = c - half;
            Node re = Node.Read($"z{c}[k]");
            Node im = Node.Read($"z{c}[j]");
            int m = Math.Abs(n2);
            z[n2 & (columns - 1)] = n2 switch
            {
                0 => new(new Node(["(", $" >> {LoadShift}) + rounding"], re), new Node(["(", $" >> {LoadShift}) + rounding"], im)),
                > 0 => Product(re, im, false),
                _ => Product(re, im, true),
            };

            ComplexValue Product(Node a, Node b, bool conjugate)
            {
                Node cosine = twiddle[(2 * m) - 2];
                Node sine = twiddle[(2 * m) - 1];
                Signed sa = conjugate ? -(Signed)a : a;
                Signed sb = conjugate ? -(Signed)b : b;
                return new(
                    Signed.ShiftedProducts(a, cosine, sb, sine, SplitRadix.ConstantBits + LoadShift),
                    Signed.ShiftedProducts(b, cosine, -sa, sine, SplitRadix.ConstantBits + LoadShift));
            }
        }

        var differences = new List<ComplexValue>();
        var bins = transform.Complex(z, differences).Select(b => (b.Bin, Re: b.Value.Re.Plain(), Im: b.Value.Im.Plain())).ToList();
        var evaluation = new Evaluation(bins.SelectMany(b => new[] { b.Re, b.Im }));
        int early = columns == 32 ? EarlyDifferences : 0;
        List<string> stores = [.. differences.Take(early).SelectMany(d => new[] { evaluation.Set(d.Re.Node), evaluation.Set(d.Im.Node) })];
        foreach ((int bin, Node re, Node im) in bins)
        {
            int multiple = bin < half ? bin : columns - 1 - bin;
            stores.Add($"z{multiple}[{(bin < half ? "k" : "j")}] = {Square(evaluation, re)} + {Square(evaluation, im)};");
        }

        foreach (string local in evaluation.Locals)
        {
            text.Local("long", local);
        }

        for (int c = 0; c < columns; c++)
        {
            text.Local("long[]", $"z{c}", $"columns[{c}]");
        }

        Constants(text, transform);
        text.Local("long", "rounding", $"{1 << (PowerShift - 1)}");
        text.Local("long", "p");
        text.Local("int[]", "t");
        if (quarter)
        {
            text.Line("t = cosines;");
            text.Local("int", "last", "t.Length - 1");
            for (int m = 1; m <= half; m++)
            {
                text.Local("int", $"a{m}", "0");
                text.Local("int", $"e{m}", m == 1 ? "step" : $"e{m - 1} + step");
            }
        }

        text.Local("int", "k");
        text.Local("int", "j", "rows");
        text.Line("for (k = 1; ; k++)");
        text.Line("{");
        text.Line("j--;");
        text.Line("if (k == j)");
        text.Line("{");
        text.Line("return;");
        text.Line("}");
        text.Line("");
        if (quarter)
        {
            for (int m = 1; m <= half; m++)
            {
                text.Line($"a{m} += e{m};");
            }
        }
        else
        {
            text.Line("t = twiddles[k];");
        }

        stores.ForEach(text.Line);
        text.Line("}");
        return text.Method(
            $"For rows k = 1..N1/2-1 and k2 = 0..{columns - 1}, with n2 = -{half}..{half - 1}:\n" +
            $"power[k + N1 k2] = |sum over n2 of W{columns}^(n2 k2) W_N^(n2 k) (re + i im)[n2, k]|^2, left in column k2 at k: every column has been read there by then.",
            $"Complex(long[][] columns, int rows, {(quarter ? "int[] cosines, int step" : "int[][] twiddles")})");
    }

    /// <summary>Row 0 and row N1/2, which are real.</summary>
    public static string Edges(int columns)
    {
        var text = new KernelText();
        var transform = new SplitRadix();
        int half = columns / 2;
        var stores = new List<(string Place, Node Re, Node? Im)>();

        var x = new Signed[columns];
        for (int c = 0; c < columns; c++)
        {
            x[(c - half) & (columns - 1)] = Node.Read($"(z{c}[0] >> {LoadShift})" + (c == half ? " + rounding" : ""));
        }

        foreach ((int bin, Signed re, Signed? im) in transform.Real(x))
        {
            stores.Add(($"z{bin}[0]", re.Plain(), im?.Plain()));
        }

        var z = new ComplexValue[half];
        for (int n = 0; n < half; n++)
        {
            Node a = Node.Read($"z{half + n}[h]");
            Node b = Node.Read($"z{n}[h]");
            if (n == 0)
            {
                z[n] = new(new Node(["(", $" >> {LoadShift}) + rounding"], a), new Node(["(", $" >> {LoadShift}) + rounding"], b));
                continue;
            }

            Node c = transform.Constant(Math.Cos(Math.PI * n / columns));
            Node s = transform.Constant(Math.Sin(Math.PI * n / columns));
            z[n] = new(
                Signed.ShiftedProducts(a, c, b, s, SplitRadix.ConstantBits + LoadShift),
                Signed.ShiftedProducts(b, c, -(Signed)a, s, SplitRadix.ConstantBits + LoadShift));
        }

        foreach ((int bin, ComplexValue value) in transform.Complex(z))
        {
            int multiple = 2 * bin < half ? 2 * bin : columns - 1 - (2 * bin);
            stores.Add(($"z{multiple}[h]", value.Re.Plain(), value.Im.Plain()));
        }

        var evaluation = new Evaluation(stores.SelectMany(o => o.Im is Node im ? new[] { o.Re, im } : [o.Re]));
        List<string> lines = [.. stores.Select(o =>
            $"{o.Place} = {Square(evaluation, o.Re)}" + (o.Im is Node im ? $" + {Square(evaluation, im)};" : ";"))];
        foreach (string local in evaluation.Locals)
        {
            text.Local("long", local);
        }

        for (int c = 0; c < columns; c++)
        {
            text.Local("long[]", $"z{c}", $"columns[{c}]");
        }

        Constants(text, transform);
        text.Local("int", "h", "rows >> 1");
        text.Local("long", "rounding", $"{1 << (PowerShift - 1)}");
        text.Local("long", "p");
        lines.ForEach(text.Line);
        return text.Method(
            $"Row 0: power[N1 k2] = |sum over n2 of W{columns}^(n2 k2) re[n2, 0]|^2\n" +
            $"Row h = N1/2: power[h + N1 k2] = |sum over n2 of W{2 * columns}^(n2 (2 k2 + 1)) re[n2, h]|^2. Real data: a complex transform of half the length\n" +
            "gives every second bin (k2 even), the others are their conjugates. Bin k + N1 k2 is left in column k2 at k.",
            "Edges(long[][] columns, int rows)");
    }

    private static string Square(Evaluation evaluation, Node value) =>
        $"(p = {evaluation.Use(value)} >> {PowerShift}) * p";

    private static void Constants(KernelText text, SplitRadix transform)
    {
        foreach ((string name, long value) in transform.Constants)
        {
            text.Local("long", name, $"{value}");
        }
    }
}
