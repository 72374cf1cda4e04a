namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>How far an envelope spectrum rises at the orders of one part of the bearing.</summary>
/// <param name="Part"><c>outer</c>, <c>inner</c>, <c>ball</c> or <c>cage</c>.</param>
/// <param name="Order">Its order; 0: unknown.</param>
/// <param name="Db">dB by which its four harmonics rise above what chance gives (firmware/Signal, FaultComb).</param>
public sealed record PartScore(string Part, double Order, double Db);
