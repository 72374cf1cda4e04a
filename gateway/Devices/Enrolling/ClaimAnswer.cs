namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>A claim code, shown once.</summary>
public sealed record ClaimAnswer(string Code);
