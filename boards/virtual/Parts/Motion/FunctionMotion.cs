namespace AIoT.Embedded.Boards.Virtual.Parts.Motion;

/// <summary>Motion as a function of the sample's number since the part was first started, for tests.</summary>
/// <param name="acceleration">Gives X, Y and Z in g.</param>
public sealed class FunctionMotion(Func<long, (double X, double Y, double Z)> acceleration) : IMotion
{
    private long _sample;

    /// <inheritdoc/>
    public void Begin(double rateHz)
    {
    }

    /// <inheritdoc/>
    public void Next(Span<double> xyz) => (xyz[0], xyz[1], xyz[2]) = acceleration(_sample++);
}
