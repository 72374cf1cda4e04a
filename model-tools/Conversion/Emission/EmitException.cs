namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>A model cannot be printed as straight-line code; the message says why and what to do instead.</summary>
public sealed class EmitException(string message) : Exception(message);
