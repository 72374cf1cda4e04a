using System.Globalization;
using System.Text.Json;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// What each opcode kind costs on one interpreter. The measured rows are data (a CSV with its provenance in comments); kinds that were
/// not measured are priced from the nearest rows as <c>kinds.json</c> says, with the reason.
/// </summary>
public sealed class CostTable
{
    private const string Measured = "CostTables/nanoclr-1.x.csv";
    private const string Derived = "CostTables/kinds.json";
    private static readonly string[] Columns = ["opcode", "ns_x64", "instr_x64", "instr_i686", "instr_thumb2"];
    private readonly Dictionary<string, double[]> _prices;

    private CostTable(string name, Dictionary<string, double[]> prices)
    {
        Name = name;
        _prices = prices;
    }

    /// <summary>Where the figures come from.</summary>
    public string Name { get; }

    /// <summary>Every kind that the table can price, in ordinal order.</summary>
    public IEnumerable<string> Kinds => _prices.Keys.Order(StringComparer.Ordinal);

    /// <summary>The table of the released nanoFramework 1.x interpreter.</summary>
    public static CostTable NanoFramework1()
    {
        using Stream stream = Resource(Measured);
        using StreamReader reader = new(stream);
        return Parse("nanoclr-1.x", reader);
    }

    /// <summary>Reads a table with the columns opcode, ns_x64, instr_x64, instr_i686, instr_thumb2; lines that start with # are comments.</summary>
    /// <exception cref="InvalidDataException">A line that is not so, a kind given twice, or a row that the derived kinds need is missing.</exception>
    public static CostTable Parse(string name, TextReader rows)
    {
        Dictionary<string, double[]> prices = new(StringComparer.Ordinal);
        bool header = false;
        int line = 0;
        while (rows.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            string[] cells = text.Split(',');
            if (!header)
            {
                header = true;
                if (!cells.SequenceEqual(Columns))
                {
                    throw new InvalidDataException($"{name}, line {line}: the columns must be {string.Join(',', Columns)}.");
                }

                continue;
            }

            double[] price = new double[Columns.Length - 1];
            bool good = cells.Length == Columns.Length;
            for (int i = 0; good && i < price.Length; i++)
            {
                good = double.TryParse(cells[i + 1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price[i]);
            }

            if (!good || !prices.TryAdd(cells[0], price))
            {
                throw new InvalidDataException($"{name}, line {line}: a kind that is not there yet and {price.Length} non-negative numbers are expected.");
            }
        }

        AddDerived(name, prices);
        return new CostTable(name, prices);
    }

    /// <summary>What one opcode of the kind costs.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such kind.</exception>
    public double Price(string kind, CostColumn column)
    {
        double[] price = _prices.TryGetValue(kind, out double[]? found) ? found : throw new KeyNotFoundException($"{Name} has no price for '{kind}'.");
        return column switch
        {
            CostColumn.NanosecondsX64 => price[0],
            CostColumn.X64 => price[1],
            CostColumn.I686 => price[2],
            CostColumn.Thumb2 => price[3],
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };
    }

    private static void AddDerived(string name, Dictionary<string, double[]> prices)
    {
        using Stream stream = Resource(Derived);
        using JsonDocument document = JsonDocument.Parse(stream);
        Dictionary<string, double[]> derived = new(StringComparer.Ordinal);
        foreach (JsonElement entry in document.RootElement.GetProperty("kinds").EnumerateArray())
        {
            double[] price = new double[Columns.Length - 1];
            Add(entry.GetProperty("plus"), 1);
            Add(entry.GetProperty("minus"), -1);
            derived.Add(entry.GetProperty("kind").GetString()!, price);

            void Add(JsonElement rows, int sign)
            {
                foreach (JsonElement row in rows.EnumerateArray())
                {
                    if (!prices.TryGetValue(row.GetString()!, out double[]? measured))
                    {
                        throw new InvalidDataException($"{name}: the row '{row}' is missing.");
                    }

                    for (int i = 0; i < price.Length; i++)
                    {
                        price[i] += sign * measured[i];
                    }
                }
            }
        }

        foreach ((string kind, double[] price) in derived)
        {
            prices.TryAdd(kind, price);
        }
    }

    private static Stream Resource(string name) =>
        typeof(CostTable).Assembly.GetManifestResourceStream(name) ?? throw new InvalidDataException($"The resource {name} is missing from the meter.");
}
