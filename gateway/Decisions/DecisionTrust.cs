using System.Text.Json.Serialization;
using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>How a sensor's board stood when its readings were weighed.</summary>
/// <param name="Result">The ledger record of the attestation result that it stood on; null: none.</param>
public sealed record DecisionTrust(string Sensor, string Device, DeviceStanding Standing, long? Result, string Reason)
{
    /// <summary>How it stood up to the reading that made the record, where it stands otherwise from it on; null: the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeviceStanding? Was { get; init; }
}
