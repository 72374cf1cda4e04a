namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// A tensor in generated code: element i is u[i] + Offset, where u stands in a lane of a word (three to a word) or in a variable of its own.
/// </summary>
/// <param name="Count">Elements.</param>
/// <param name="Offset">What the stored numbers lack.</param>
/// <param name="Min">Smallest stored number.</param>
/// <param name="Max">Largest stored number.</param>
/// <param name="Words">Expressions of the words, or null.</param>
/// <param name="Scalars">Expressions (long) of the numbers, or null.</param>
/// <param name="HalfInLast">The last word carries 2^42, which a spare lane of the next layer's weights turns into rounding.</param>
internal sealed record VectorCode(int Count, int Offset, long Min, long Max, string[]? Words, string[]? Scalars, bool HalfInLast = false)
{
    /// <summary>The stored number of element i as a long expression. Only words of numbers from 0 up can be taken apart.</summary>
    public string Scalar(int i) => Scalars is not null ? Scalars[i] : (i % 3) switch
    {
        0 => $"({Words![i / 3]} & {CodeWriter.Long(Mask)})",
        1 => $"(({Words![i / 3]} >> {WordLanes.Lane1}) & {CodeWriter.Long(Mask)})",
        _ => $"({Words![i / 3]} >> {WordLanes.Lane2})",
    };

    private static long Mask => (1L << WordLanes.SignBit) - 1;
}
