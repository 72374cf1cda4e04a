namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A readable model that the board cannot run, with every node that stands in the way. The message is one line with the first few.</summary>
public sealed class UnsupportedModelException(string file, IReadOnlyList<ModelIssue> issues) : Exception(Message(file, issues))
{
    private const int Shown = 4;

    /// <summary>All of them.</summary>
    public IReadOnlyList<ModelIssue> Issues { get; } = issues;

    private static new string Message(string file, IReadOnlyList<ModelIssue> issues)
    {
        string first = string.Join("; ", issues.Take(Shown)), rest = issues.Count > Shown ? $"; and {issues.Count - Shown} more: 'aiot-model inspect' lists them" : "";
        string text = $"{file}: {issues.Count} {(issues.Count == 1 ? "node cannot" : "nodes cannot")} run on the board: {first}{rest}";
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
