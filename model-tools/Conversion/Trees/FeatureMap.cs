namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>What stands between one feature and the trees: steps in single precision, rising or falling as a whole.</summary>
/// <param name="Falls">Whether a larger feature gives a smaller number.</param>
/// <param name="Apply">The steps.</param>
internal sealed record FeatureMap(bool Falls, Func<float, float> Apply)
{
    public static FeatureMap None { get; } = new(false, v => v);

    public FeatureMap Then(bool falls, Func<float, float> step)
    {
        Func<float, float> before = Apply;
        return new FeatureMap(Falls ^ falls, v => step(before(v)));
    }
}
