namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>A rule that a token breaks.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Reason">What is wrong, in one line.</param>
public sealed record BrokenRule(EvidenceRule Rule, string Reason);
