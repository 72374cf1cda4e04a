namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>The last moment that a TPM has proven: kept by the verifier.</summary>
/// <param name="ResetCount">Resets, ever.</param>
/// <param name="RestartCount">Restarts since.</param>
/// <param name="Clock">Milliseconds powered, ever.</param>
public sealed record TpmBootRecord(uint ResetCount, uint RestartCount, ulong Clock);
