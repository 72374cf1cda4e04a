namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A node that costs nothing on the board.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Op">Its operator.</param>
/// <param name="Into">What became of it, e.g. "weights of fc1".</param>
public sealed record FoldedNode(string Node, string Op, string Into);
