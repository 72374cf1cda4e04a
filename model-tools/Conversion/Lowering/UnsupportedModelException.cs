namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A readable model that the board cannot run, with every node that stands in the way.</summary>
public sealed class UnsupportedModelException(string file, IReadOnlyList<ModelIssue> issues)
    : Exception($"{file}: {issues.Count} {(issues.Count == 1 ? "node cannot" : "nodes cannot")} run on the board: {string.Join("; ", issues)}".ReplaceLineEndings(" "))
{
    public IReadOnlyList<ModelIssue> Issues { get; } = issues;
}
