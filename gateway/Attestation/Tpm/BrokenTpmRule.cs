namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>A rule that a quote breaks.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Reason">What is wrong, in one line.</param>
public sealed record BrokenTpmRule(TpmRule Rule, string Reason);
