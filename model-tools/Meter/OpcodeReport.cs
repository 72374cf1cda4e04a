using System.Globalization;
using System.Text;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>The opcodes that a piece of work executed, by kind and by method, and what they cost.</summary>
public sealed class OpcodeReport
{
    internal OpcodeReport(CostTable table, IReadOnlyList<MethodReport> methods)
    {
        Table = table;
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach ((string kind, long count) in methods.SelectMany(method => method.Counts))
        {
            counts[kind] = counts.GetValueOrDefault(kind) + count;
        }

        Counts = new SortedDictionary<string, long>(counts, StringComparer.Ordinal);
        Methods = [.. methods.OrderByDescending(method => Instructions(method, CostColumn.Thumb2)).ThenBy(method => method.Name, StringComparer.Ordinal)];
    }

    /// <summary>The table that prices this report.</summary>
    public CostTable Table { get; }

    /// <summary>Executed opcodes by kind.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; }

    /// <summary>Every method that was entered, the dearest first.</summary>
    public IReadOnlyList<MethodReport> Methods { get; }

    /// <summary>Executed opcodes.</summary>
    public long Opcodes => Counts.Values.Sum();

    /// <summary>What the whole work costs.</summary>
    public double Instructions(CostColumn column) => Price(Counts, column);

    /// <summary>What one method costs, without what it calls.</summary>
    public double Instructions(MethodReport method, CostColumn column) => Price(method.Counts, column);

    /// <summary>A text for people: totals, the dearest methods and the dearest kinds.</summary>
    public string Describe(int methods = 30, int kinds = 16)
    {
        StringBuilder text = new();
        double total = Instructions(CostColumn.Thumb2);
        text.AppendLine(CultureInfo.InvariantCulture, $"{total:N0} Thumb-2 instructions, {Opcodes:N0} opcodes ({Table.Name}; x64 {Instructions(CostColumn.X64):N0}, i686 {Instructions(CostColumn.I686):N0})");
        foreach (MethodReport method in Methods.Take(methods))
        {
            double cost = Instructions(method, CostColumn.Thumb2);
            text.AppendLine(CultureInfo.InvariantCulture, $"{cost,14:N0} {Share(cost, total),5:F1} %  {method.Opcodes,11:N0} opcodes  {method.Calls,8:N0} calls  {method.Name}");
        }

        text.AppendLine();
        foreach ((string kind, long count) in Counts.OrderByDescending(pair => pair.Value * Table.Price(pair.Key, CostColumn.Thumb2)).Take(kinds))
        {
            double cost = count * Table.Price(kind, CostColumn.Thumb2);
            text.AppendLine(CultureInfo.InvariantCulture, $"{cost,14:N0} {Share(cost, total),5:F1} %  {count,11:N0} x {Table.Price(kind, CostColumn.Thumb2),5:N0}  {kind}");
        }

        return text.ToString();
    }

    private static double Share(double part, double whole) => whole == 0 ? 0 : 100 * part / whole;

    private double Price(IReadOnlyDictionary<string, long> counts, CostColumn column) =>
        counts.Sum(pair => pair.Value * Table.Price(pair.Key, column));
}
