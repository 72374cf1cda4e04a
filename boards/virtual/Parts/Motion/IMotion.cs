namespace AIoT.Embedded.Boards.Virtual.Parts.Motion;

/// <summary>What a part is mounted on.</summary>
public interface IMotion
{
    /// <summary>A part starts to measure, or changes its rate.</summary>
    void Begin(double rateHz);

    /// <summary>Acceleration at the next sample.</summary>
    /// <param name="xyz">Receives X, Y and Z in g, gravity included.</param>
    void Next(Span<double> xyz);
}
