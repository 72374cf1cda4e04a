using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>A window of a simulated machine whose state is known.</summary>
/// <param name="Machine">Number of the machine: windows of one number must stay on one side of a split.</param>
/// <param name="Fault">The class to learn.</param>
/// <param name="Severity">RMS of the fault's impacts over the RMS of all else that shakes in the same band; 0 when healthy.</param>
/// <param name="Bearing">The bearing, whose orders a board is configured with.</param>
/// <param name="NominalShaftHz">The speed that a board is configured with; the shaft itself turns up to 2 % faster or slower.</param>
/// <param name="Samples">Samples in counts of <see cref="SensorModel.Default"/>'s unit.</param>
public sealed record LabelledWindow(int Machine, BearingFault Fault, double Severity, BearingGeometry Bearing, double NominalShaftHz, short[] Samples);
