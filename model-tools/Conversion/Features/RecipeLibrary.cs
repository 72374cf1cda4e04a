using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Conversion.Features;

/// <summary>Feature recipes by name, or from a file: a recipe's own bytes, or a model image that carries one.</summary>
public static class RecipeLibrary
{
    /// <summary>Names that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["bearing-v1", "spectrum-128"];

    /// <exception cref="ModelFileException">There is no such recipe, or the file holds none.</exception>
    public static FeatureRecipe Find(string nameOrFile) => nameOrFile switch
    {
        "bearing-v1" => BearingV1(),
        "spectrum-128" => Spectrum128(),
        _ => FromFile(nameOrFile),
    };

    /// <summary>
    /// The shipped bearing model's ten features of 2048 samples at 12.8 kHz (160 ms): the shape of the signal and of its envelope, and the fault
    /// combs. None depends on a sensor's gain or on one machine's own spectrum, so that what is learned on simulated machines holds on others.
    /// The bearing's orders and the shaft speed are the board's own to set.
    /// </summary>
    private static FeatureRecipe BearingV1() => new FeatureRecipe { WindowLength = 2048, Hop = 2048, SampleRateMilliHz = 12_800_000 }
        .Add(FeatureId.Crest)
        .Add(FeatureId.Kurtosis)
        .Add(FeatureId.Skewness)
        .Add(FeatureId.EnvelopeLevel)
        .Add(FeatureId.EnvelopeKurtosis)
        .Add(FeatureId.EnvelopeCrest)
        .Add(FeatureId.FaultCombs);

    /// <summary>Hann, 1024 samples at 12 kHz, bins 1 to 512, logarithm of the mean of four: 128 features.</summary>
    private static FeatureRecipe Spectrum128() => new FeatureRecipe { WindowLength = 1024, Hop = 1024, SampleRateMilliHz = 12_000_000, Dc = DcRemoval.None }
        .AddLogAmplitudeSpectrum(1, 4, 128);

    private static FeatureRecipe FromFile(string path)
    {
        string advice = $"use one of {string.Join(", ", Names)}, a recipe's file or a model image";
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelFileException(path, null, "no recipe of this name, and no such file", advice, e);
        }

        if (Inference.ModelImage.TryParse(bytes, bytes.Length, out Inference.ModelImage image, out _, out _))
        {
            bytes = image.CopyRecipe();
        }

        return FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe recipe, out string reason)
            ? recipe
            : throw new ModelFileException(path, null, bytes.Length == 0 ? "the image carries no recipe" : reason, advice);
    }
}
