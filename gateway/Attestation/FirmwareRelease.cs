namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>A firmware build under its name and version.</summary>
/// <param name="Name">swname.</param>
/// <param name="Version">swversion.</param>
/// <param name="Hash">SHA-256, 32 bytes.</param>
public sealed record FirmwareRelease(string Name, string Version, byte[] Hash);
