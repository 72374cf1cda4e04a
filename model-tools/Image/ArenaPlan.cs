namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Where every tensor and gather area lies, and what the engine will allocate.</summary>
/// <param name="Offsets">First element of each tensor in the arena of its type; 0 for features and scores.</param>
/// <param name="Gathers">First element of each layer's gather area, or -1.</param>
/// <param name="Int8Length">Elements of the arena of bytes.</param>
/// <param name="Int16Length">Elements of the arena of shorts.</param>
/// <param name="SpareElements">Elements past the arena of bytes that kernels may read.</param>
/// <param name="WorkWords">64-bit words for partial results.</param>
public sealed record ArenaPlan(IReadOnlyList<int> Offsets, IReadOnlyList<int> Gathers, int Int8Length, int Int16Length, int SpareElements, int WorkWords)
{
    /// <summary>Bytes that the engine allocates for activations and scratch.</summary>
    public int TotalBytes => Int8Length + SpareElements + 2 * Int16Length + 8 * WorkWords;
}
