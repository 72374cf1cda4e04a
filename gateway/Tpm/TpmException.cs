namespace AIoT.Embedded.Gateway.Tpm;

/// <summary>The TPM, or the way to it, has refused.</summary>
public sealed class TpmException(string message) : Exception(message);
