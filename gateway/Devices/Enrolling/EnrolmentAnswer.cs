namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>An enrolled board.</summary>
/// <param name="Ueid">Hex.</param>
/// <param name="Identity">The file for the board's storage (firmware/Trust, DeviceIdentity), hex: given this once, and only where the gateway made the key; else null.</param>
public sealed record EnrolmentAnswer(string Device, string Ueid, DeviceStanding Standing, string? Identity);
