using AIoT.Embedded.Gateway.Decisions;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What one flush of fusion puts on disk beside the memory of the machines that moved.</summary>
/// <param name="Snapshot">What fusion remembered right behind the record; null: none is taken here.</param>
public sealed record FusionConclusion(MachineFusion Machine, DecisionRecord Record, FusionSnapshot? Snapshot = null);
