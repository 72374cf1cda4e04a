namespace AIoT.Embedded.ModelTools.Image;

/// <summary>A closed range of quantized values.</summary>
public readonly record struct ClipRange(int Low, int High);
