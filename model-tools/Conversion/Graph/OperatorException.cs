namespace AIoT.Embedded.ModelTools.Conversion.Graph;

/// <summary>An operator cannot be computed with what it was given. Who knows the file and the node turns it into a <see cref="ModelFileException"/>.</summary>
public sealed class OperatorException(string problem) : Exception(problem);
