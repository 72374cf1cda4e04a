namespace AIoT.Embedded.ModelTools.Image.Signing;

/// <summary>A key file that can't be used. The message is one line: where, what, what to do.</summary>
public sealed class SigningKeyException(string message, Exception? inner = null) : Exception(message, inner);
