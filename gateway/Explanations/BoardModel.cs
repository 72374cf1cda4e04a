using AIoT.Embedded.Inference;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>A board's model, run by the boards' own engine: the same integers that the board gets.</summary>
public sealed class BoardModel : IVectorModel
{
    private readonly Engine _engine;
    private readonly int[] _scores;

    /// <param name="id">What readings call it: the first 16 hex digits of the SHA-256 of the image's body.</param>
    /// <exception cref="ModelImageException">The image is damaged.</exception>
    public BoardModel(string id, byte[] image)
    {
        Image = ModelImage.Parse(image, image.Length);
        Id = id;
        _engine = new Engine(Image, 0);
        _scores = new int[Image.OutputCount];
    }

    public ModelImage Image { get; }

    public string Id { get; }

    public string Name => $"{Image.Id} {Image.Version}";

    public int Inputs => Image.InputCount;

    public IReadOnlyList<double> Score(int[] features)
    {
        _engine.Run(features, _scores);
        return [.. _scores.Select(score => score / 32768.0)];
    }

    /// <summary>What readings call a model with this image; null where the bytes are no image.</summary>
    public static string? IdOf(byte[] image) =>
        ModelImage.TryParse(image, image.Length, out ModelImage? model, out _, out _) ? Convert.ToHexStringLower(model.ComputeHash())[..16] : null;
}
