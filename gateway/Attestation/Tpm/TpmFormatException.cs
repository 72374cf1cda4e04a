namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>Bytes that are not the TPM structure that they should be.</summary>
/// <param name="message">What is wrong, in one line.</param>
public sealed class TpmFormatException(string message) : Exception(message);
