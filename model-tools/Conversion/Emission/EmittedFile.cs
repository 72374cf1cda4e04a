namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>A file of generated code.</summary>
/// <param name="Path">Relative path; a folder for each assembly when one is not enough.</param>
/// <param name="Text">Its content, with \n line ends.</param>
public sealed record EmittedFile(string Path, string Text);
