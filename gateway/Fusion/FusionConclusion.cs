using AIoT.Embedded.Gateway.Decisions;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What one flush of fusion puts on disk beside the memory of the machines that moved.</summary>
public sealed record FusionConclusion(MachineFusion Machine, DecisionRecord Record);
