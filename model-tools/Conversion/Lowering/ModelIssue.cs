namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A node that cannot run on the board.</summary>
public sealed record ModelIssue(string Node, string Op, string Problem, string Advice)
{
    public override string ToString() => $"node '{Node}' ({Op}): {Problem}: {Advice}";
}
