namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>A line that a fault, or the shaft, would put into a spectrum.</summary>
/// <param name="Name">What a technician reads: <c>2x</c>, <c>BPFO</c>, <c>3 BPFI - 1x</c>.</param>
/// <param name="Kind"><c>shaft</c>, <c>outer</c>, <c>inner</c>, <c>ball</c> or <c>cage</c>.</param>
/// <param name="Harmonic">From 1.</param>
/// <param name="Sideband">How many shaft (inner race) or cage (ball) orders beside the harmonic: 0 for the harmonic itself.</param>
/// <param name="Order">Multiple of the shaft's speed.</param>
/// <param name="Hz">Where the line should be.</param>
/// <param name="PeakHz">The highest bin within 2 % (at least one bin) of it.</param>
/// <param name="Level">That bin's value, in the spectrum's unit.</param>
public sealed record FaultMark(string Name, string Kind, int Harmonic, int Sideband, double Order, double Hz, double PeakHz, double Level);
