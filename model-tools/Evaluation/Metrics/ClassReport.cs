using AIoT.Embedded.ModelTools.Conversion.Metrics;

namespace AIoT.Embedded.ModelTools.Evaluation.Metrics;

/// <summary>How scores name classes: confusion, recall, F1 and areas under the ROC curves, one class against the rest.</summary>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Confusion">Rows: known class; columns: class with the greatest score.</param>
/// <param name="Recall">Of each class; null for one that does not occur.</param>
/// <param name="F1">Of each class that occurs; null for the others.</param>
/// <param name="Auroc">Of each class against the rest; null where one side is empty.</param>
public sealed record ClassReport(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Confusion, IReadOnlyList<double?> Recall, IReadOnlyList<double?> F1, IReadOnlyList<double?> Auroc)
{
    /// <summary>Share of rightly named rows.</summary>
    public double Accuracy => (double)Classes.Select((_, i) => Confusion[i][i]).Sum() / Math.Max(1, Rows);

    /// <summary>Number of rows.</summary>
    public int Rows => Confusion.Sum(r => r.Sum());

    /// <summary>Rows of a class.</summary>
    public int RowsOf(int known) => Confusion[known].Sum();

    /// <summary>Share of the rows named so that are of the class; null where none is named so.</summary>
    public double? Precision(int named) => Confusion.Sum(r => r[named]) is > 0 and var all ? (double)Confusion[named][named] / all : null;

    /// <summary>Mean over the classes that occur.</summary>
    public double? MacroF1 => Mean(F1);

    /// <summary>Mean over the classes that occur.</summary>
    public double? MacroRecall => Mean(Recall);

    /// <summary>Mean over the classes that have one.</summary>
    public double? MacroAuroc => Mean(Auroc);

    /// <summary>Counts rows of a known class and one score for each class.</summary>
    public static ClassReport Of(IReadOnlyList<string> classes, IReadOnlyList<(int Known, double[] Scores)> rows)
    {
        int n = classes.Count;
        var confusion = new int[n][];
        for (int i = 0; i < n; i++)
        {
            confusion[i] = new int[n];
        }

        foreach ((int known, double[] scores) in rows)
        {
            confusion[known][Array.IndexOf(scores, scores.Max())]++;
        }

        var recall = new double?[n];
        var f1 = new double?[n];
        var auroc = new double?[n];
        for (int c = 0; c < n; c++)
        {
            int of = confusion[c].Sum(), named = confusion.Sum(r => r[c]), right = confusion[c][c];
            recall[c] = of == 0 ? null : (double)right / of;
            f1[c] = of == 0 ? null : 2.0 * right / (of + named);
            auroc[c] = RankArea.Of(rows.Select(r => (r.Scores[c], r.Known == c)));
        }

        return new ClassReport(classes, confusion, recall, f1, auroc);
    }

    private static double? Mean(IEnumerable<double?> values) => values.Where(v => v is not null).Select(v => v!.Value).DefaultIfEmpty(double.NaN).Average() is var mean && double.IsNaN(mean) ? null : mean;
}
