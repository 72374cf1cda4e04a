using System.Globalization;
using System.Text;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.Hil.Calibration;

/// <summary>How the meter's kinds follow from the rows of a cost table: each kind's price is a sum of rows, some with a minus (kinds.json of the meter).</summary>
public sealed class PriceModel
{
    private readonly Dictionary<string, double[]> _ofKind = new(StringComparer.Ordinal);

    private PriceModel(IReadOnlyList<string> rows, double[] shipped)
    {
        Rows = rows;
        Shipped = shipped;
    }

    /// <summary>The rows of a table, in the order of the file.</summary>
    public IReadOnlyList<string> Rows { get; }

    /// <summary>What the shipped table says for each: Thumb-2 instructions.</summary>
    public IReadOnlyList<double> Shipped { get; }

    /// <summary>Reads the shipped table's rows, and what each kind takes of each row, by tables in which one row costs 1 and the others nothing.</summary>
    public static PriceModel Load()
    {
        using Stream stream = typeof(CostTable).Assembly.GetManifestResourceStream("CostTables/nanoclr-1.x.csv") ?? throw new InvalidDataException("the meter's table is missing");
        using StreamReader reader = new(stream);
        string[][] lines = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#').Skip(1).Select(line => line.Split(','))];
        PriceModel model = new([.. lines.Select(line => line[0])], [.. lines.Select(line => double.Parse(line[^1], CultureInfo.InvariantCulture))]);
        for (int row = 0; row < lines.Length; row++)
        {
            CostTable unit = CostTable.Parse("unit", new StringReader(Text(model.Rows, i => i == row ? 1 : 0)));
            foreach (string kind in unit.Kinds)
            {
                double price = unit.Price(kind, CostColumn.Thumb2);
                if (price != 0)
                {
                    if (!model._ofKind.TryGetValue(kind, out double[]? of))
                    {
                        model._ofKind.Add(kind, of = new double[lines.Length]);
                    }

                    of[row] = price;
                }
            }
        }

        return model;
    }

    /// <summary>How often each row is paid for counts by kind.</summary>
    public double[] RowsOf(IReadOnlyDictionary<string, double> counts)
    {
        double[] rows = new double[Rows.Count];
        foreach ((string kind, double count) in counts)
        {
            // Kinds without any row cost nothing: a ret is paid with its call.
            if (_ofKind.TryGetValue(kind, out double[]? of))
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    rows[i] += count * of[i];
                }
            }
        }

        return rows;
    }

    /// <summary>A table of one price a row in all four columns.</summary>
    private static string Text(IReadOnlyList<string> rows, Func<int, double> price)
    {
        StringBuilder text = new("opcode,ns_x64,instr_x64,instr_i686,instr_thumb2\n");
        for (int i = 0; i < rows.Count; i++)
        {
            string value = price(i).ToString("0.####", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{rows[i]},{value},{value},{value},{value}\n");
        }

        return text.ToString();
    }
}
