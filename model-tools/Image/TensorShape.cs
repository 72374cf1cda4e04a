namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Shape of one sample's tensor; channels vary fastest (NHWC without the N). A vector of n is 1 x 1 x n, a series 1 x length x channels.</summary>
public readonly record struct TensorShape(int Height, int Width, int Channels)
{
    /// <summary>A vector.</summary>
    public static TensorShape Vector(int channels) => new(1, 1, channels);

    /// <summary>Number of elements.</summary>
    public int Count => Height * Width * Channels;

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
