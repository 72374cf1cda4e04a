namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>Counts of rows by their label (row) and the class with the largest score (column).</summary>
internal sealed class Confusion(IReadOnlyList<string> classes)
{
    private readonly int[,] _counts = new int[classes.Count, classes.Count];

    public IReadOnlyList<string> Classes { get; } = classes;

    public int this[int actual, int named] => _counts[actual, named];

    public int Rows { get; private set; }

    public int Right => Enumerable.Range(0, Classes.Count).Sum(c => _counts[c, c]);

    public double Accuracy => Rows == 0 ? 0 : (double)Right / Rows;

    public void Add(int actual, int named)
    {
        _counts[actual, named]++;
        Rows++;
    }

    public int Of(int actual) => Enumerable.Range(0, Classes.Count).Sum(c => _counts[actual, c]);

    /// <summary>Share of a class's rows that are named so; NaN where there are none.</summary>
    public double Recall(int c) => Of(c) == 0 ? double.NaN : (double)_counts[c, c] / Of(c);

    /// <summary>Share of the rows named so that are of the class; NaN where none is named so.</summary>
    public double Precision(int c)
    {
        int named = Enumerable.Range(0, Classes.Count).Sum(a => _counts[a, c]);
        return named == 0 ? double.NaN : (double)_counts[c, c] / named;
    }
}
