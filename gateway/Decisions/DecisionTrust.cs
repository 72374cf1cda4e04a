using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>How a sensor's board stood when its readings were weighed.</summary>
/// <param name="Result">The ledger record of the attestation result that it stood on; null: none.</param>
public sealed record DecisionTrust(string Sensor, string Device, DeviceStanding Standing, long? Result, string Reason);
