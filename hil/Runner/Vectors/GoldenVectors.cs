namespace AIoT.Embedded.Hil.Vectors;

/// <summary>All golden vectors, from the files under tests/vectors.</summary>
public static class GoldenVectors
{
    /// <summary>The sources, in the order of replay.</summary>
    public static IReadOnlyList<IVectorSource> Sources { get; } =
    [
        new ArithmeticSource(), new FeatureSource(), new SpectrumSource(), new EnvelopeSource(), new InferenceSource(), new WireSource(), new EvidenceSource(),
    ];

    /// <summary>The cases of each set.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<GoldenCase>> Sets(string folder) =>
        Sources.GroupBy(source => source.Set).ToDictionary(
            group => group.Key,
            group => (IReadOnlyList<GoldenCase>)[.. group.SelectMany(source => source.Cases(folder))],
            StringComparer.Ordinal);
}
