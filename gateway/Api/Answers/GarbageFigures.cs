namespace AIoT.Embedded.Gateway.Api;

/// <summary>What collecting garbage costs.</summary>
/// <param name="PausesMs">Time that everything stood still, since the start.</param>
/// <param name="Gen0">Collections of the youngest generation.</param>
public sealed record GarbageFigures(double PausesMs, int Gen0, int Gen1, int Gen2);
