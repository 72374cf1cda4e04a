namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>
/// One value of a straight-line computation: C# text around the values that it is made from.
/// <c>pieces[0] operands[0] pieces[1] operands[1] ... pieces[^1]</c>, evaluated from left to right.
/// </summary>
public sealed class Node(string[] pieces, params Node[] operands)
{
    /// <summary>The text before, between and after the operands: one piece more than there are operands.</summary>
    public IReadOnlyList<string> Pieces { get; } = pieces;

    /// <summary>The values that this one is made from, in the order of evaluation.</summary>
    public IReadOnlyList<Node> Operands { get; } = operands;

    /// <summary>A value that is read from somewhere: a local, an array element, an expression over them.</summary>
    public static Node Read(string code) => new([code]);
}
