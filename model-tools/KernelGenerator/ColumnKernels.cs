namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>The first step: a real transform of each column of the window, with window and mean applied on load.</summary>
public static class ColumnKernels
{
    /// <summary>One method for columns of <paramref name="rows"/> samples.</summary>
    /// <param name="rows">N1, the length of a column.</param>
    /// <param name="columns">N2, the number of columns, or 0 where the method takes it from its argument.</param>
    /// <param name="wide">Samples are int32 and the products lose 8 bits.</param>
    /// <param name="narrow">
    /// Of the window only w[n] for n up to N/4 and a few more is held, in int32, the rest is both - w[N/2 - n]: a quarter of the memory for 3 % more instructions.
    /// </param>
    public static string Method(int rows, int columns, bool wide, bool narrow = false)
    {
        var text = new KernelText();
        var transform = new SplitRadix();
        int half = rows / 2;
        string n2 = columns == 0 ? "n2" : $"{columns}";
        string Offset(int n1) => columns == 0 ? $"s{n1}" : $"{columns * n1}";
        Node Load(int n1)
        {
            string index = n1 == 0 ? "first" : $"i + {Offset(n1)}";
            (int row, string column, string other) = n1 <= half ? (n1, "c", "d") : (rows - n1, "d", "c");
            string window = !narrow ? $"w{row}[{column}]" : row <= half / 2 ? $"(long)w{row}[{column}]" : $"(whole - w{half - row}[{other}])";
            string product = $"(samples[{index}] - mean) * {window}";
            return Node.Read(wide ? $"({product}) >> 8" : product);
        }

        var bins = transform.Real([.. Enumerable.Range(0, rows).Select(n1 => (Signed)Load(n1))]).ToList();
        var outputs = new List<(int Place, Node Value)>();
        foreach ((int bin, Signed re, Signed? im) in bins)
        {
            outputs.Add((bin, re.Plain()));
            if (im is Signed value)
            {
                outputs.Add((rows - bin, value.Plain()));
            }
        }

        var evaluation = new Evaluation(outputs.Select(o => o.Value));
        var stores = outputs.Select(o => (o.Place, Code: evaluation.Use(o.Value))).ToList();
        foreach (string local in evaluation.Locals)
        {
            text.Local("long", local);
        }

        if (columns == 0)
        {
            text.Local("int", "n2", "columns.Length");
            for (int n1 = 1; n1 < rows; n1++)
            {
                text.Local("int", $"s{n1}", n1 == 1 ? "n2" : $"s{n1 - 1} + n2");
            }
        }

        for (int n1 = 0; n1 <= (narrow ? half / 2 : half); n1++)
        {
            text.Local(narrow ? "int[]" : "long[]", $"w{n1}", $"window[{n1}]");
        }

        foreach ((string name, long value) in transform.Constants)
        {
            text.Local("long", name, $"{value}");
        }

        if (narrow)
        {
            text.Local("long", "whole", "both");
        }

        text.Local("long[]", "o");
        text.Local("int", "first");
        text.Local("int", "c");
        text.Local("int", "d", n2);
        text.Local("int", "i", columns == 0 ? "start - (n2 >> 1)" : $"start - {columns / 2}");
        text.Line($"for (c = 0; c < {n2}; c++)");
        text.Line("{");
        text.Line("o = columns[c];");
        text.Line("first = i;");
        text.Line("if (first < start)");
        text.Line("{");
        text.Line(columns == 0 ? "first += n2 << 4;" : $"first += {rows * columns};");
        text.Line("}");
        foreach ((int place, string code) in stores)
        {
            text.Line($"o[{place}] = {code};");
        }

        text.Line("i++;");
        text.Line("d--;");
        text.Line("}");
        return text.Method(
            $"Column c holds the samples n = N2 n1 + c - N2/2 (mod N), n1 = 0..{rows - 1}. For each k = 0..{half}:\n" +
            $"o[k] + i o[{rows} - k] = sum over n1 of W{rows}^(n1 k) w[n] (x[n] - mean)" + (wide ? " / 256" : ""),
            $"Transform({(wide ? "int" : "short")}[] samples, int start, int mean, {(narrow ? "int[][] window, long both" : "long[][] window")}, long[][] columns)");
    }
}
