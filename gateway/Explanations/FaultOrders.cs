namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Orders of a bearing's faults: how often they strike in one turn of the shaft; 0: unknown.</summary>
/// <param name="BallSpin">A ball fault strikes at twice this.</param>
public sealed record FaultOrders(double Outer, double Inner, double BallSpin, double Cage)
{
    public static FaultOrders Unknown { get; } = new(0, 0, 0, 0);
}
