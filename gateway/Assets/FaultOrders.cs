namespace AIoT.Embedded.Gateway.Assets;

/// <summary>How often a damaged part of a rolling bearing is struck, in events a turn of the shaft; the outer ring stands still.</summary>
/// <param name="Bpfo">Ball pass order, outer ring.</param>
/// <param name="Bpfi">Ball pass order, inner ring.</param>
/// <param name="TwoBsf">Twice the ball spin order: a damaged ball strikes both rings.</param>
/// <param name="Ftf">Cage.</param>
public sealed record FaultOrders(double Bpfo, double Bpfi, double TwoBsf, double Ftf);
