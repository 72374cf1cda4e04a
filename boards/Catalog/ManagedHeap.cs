namespace AIoT.Embedded.Boards;

/// <summary>A board's managed heap.</summary>
/// <param name="Bytes">What an application can count on: the low end, where a range is known.</param>
/// <param name="Source">Where the figure comes from.</param>
public sealed record ManagedHeap(long Bytes, string Source);
