namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Fewer rows, evenly from all of them.</summary>
internal static class EvenRows
{
    /// <summary>At most so many of the rows, in their order, the first among them.</summary>
    public static T[] Of<T>(IReadOnlyList<T> rows, int limit)
    {
        int count = Math.Min(limit, rows.Count);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }
}
