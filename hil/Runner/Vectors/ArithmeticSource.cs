using System.Globalization;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/arithmetic: one case a function, and the logarithm's table.</summary>
public sealed class ArithmeticSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "SignalVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        IEnumerable<string[]> rows = File.ReadLines(Path.Combine(folder, "arithmetic", "scalar.csv")).Skip(1).Select(line => line.Split(','));
        foreach (IGrouping<string, string[]> function in rows.GroupBy(row => row[0]))
        {
            CaseWriter writer = new CaseWriter(CaseKind.Scalar, $"arithmetic/{function.Key}").Text(function.Key).Integer(function.Count());
            foreach (string[] row in function)
            {
                writer.Integer(Number(row[1])).Integer(Number(row[2])).Integer(Number(row[3])).Integer(Number(row[4]));
            }

            yield return writer.Done();
        }

        long[] table = [.. File.ReadLines(Path.Combine(folder, "arithmetic", "log2-table.csv")).Skip(1).Select(line => Number(line.Split(',')[1]))];
        yield return new CaseWriter(CaseKind.LogTable, "arithmetic/log2-table").Integers(table).Done();
    }

    private static long Number(string cell) => cell.Length == 0 ? 0 : long.Parse(cell, CultureInfo.InvariantCulture);
}
