namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Why a score can't be explained, in one line.</summary>
public sealed class CannotExplainException(string message) : Exception(message);
