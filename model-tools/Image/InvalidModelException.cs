namespace AIoT.Embedded.ModelTools.Image;

/// <summary>A quantized model cannot be written as an image; the message says why in one line.</summary>
public sealed class InvalidModelException(string message, Exception? inner = null) : Exception(message, inner);
