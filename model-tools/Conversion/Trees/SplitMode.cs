namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>How a node of a decision tree compares its feature with its value.</summary>
internal enum SplitMode
{
    Leaf,
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    NotEqual,
}
