namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>One window of a recording with its spectrum and what the model says of it.</summary>
/// <param name="File">Recording.</param>
/// <param name="Label">What the recording is known to be; empty when not known.</param>
/// <param name="Answer">The class with the largest score, or the score where there is one.</param>
/// <param name="Score">That score, 0 to 1.</param>
/// <param name="BandHz">Width of a spectral line.</param>
/// <param name="Amplitudes">Amplitude of each line in g, from 0 Hz.</param>
internal sealed record ExampleWindow(string File, string Label, string Answer, double Score, double BandHz, double[] Amplitudes);
