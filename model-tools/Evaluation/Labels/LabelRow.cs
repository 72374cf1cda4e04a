using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.ModelTools.Evaluation.Labels;

/// <summary>What a labels file says of one recording; null where it says nothing.</summary>
/// <param name="Fault">The bearing's state.</param>
/// <param name="Bearing">Which physical bearing (or machine) it was.</param>
/// <param name="Condition">Load or speed condition.</param>
/// <param name="Rpm">Shaft speed.</param>
/// <param name="RateHz">Samples per second.</param>
/// <param name="Axis">Axis to use.</param>
/// <param name="Healthy">Whether the machine was as it should be.</param>
public sealed record LabelRow(BearingFault? Fault, string? Bearing, string? Condition, double? Rpm, double? RateHz, string? Axis, bool? Healthy);
