using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures.Spectra;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>One capture with its figures.</summary>
public sealed record CaptureDetail(CaptureView Capture, WaveFigures Figures, BearingAsset? Bearing);

/// <summary>The samples, or the lowest and highest of each stretch of them.</summary>
/// <param name="StepSeconds">Time from one value to the next, s.</param>
/// <param name="Stretch">Samples of the capture for one value; 1: they are all there, and low is high.</param>
/// <param name="LowG">g, the capture's mean taken off.</param>
/// <param name="HighG">g.</param>
public sealed record WaveAnswer(long Id, double StepSeconds, int Stretch, double[] LowG, double[] HighG);

/// <summary>A spectrum with its marks.</summary>
/// <param name="ShaftHz">Shaft speed that orders were marked at, Hz; null: unknown.</param>
/// <param name="SpeedFrom"><c>measured</c> with the window, <c>asked</c> for, the machine's <c>nominal</c> speed, or <c>unknown</c>.</param>
/// <param name="Marks">Levels in mm/s RMS.</param>
public sealed record SpectrumAnswer(long Id, double? ShaftHz, string SpeedFrom, BearingAsset? Bearing, VibrationSpectrum Spectrum, IReadOnlyList<FaultMark> Marks);

/// <summary>An envelope spectrum with its marks.</summary>
/// <param name="ShaftHz">Shaft speed that orders were marked at, Hz; null: unknown.</param>
/// <param name="SpeedFrom"><c>measured</c> with the window, <c>asked</c> for, the machine's <c>nominal</c> speed, or <c>unknown</c>.</param>
/// <param name="Marks">Levels in dB over the surroundings.</param>
public sealed record EnvelopeAnswer(long Id, double? ShaftHz, string SpeedFrom, BearingAsset? Bearing, EnvelopeAnalysis Envelope, IReadOnlyList<FaultMark> Marks);
