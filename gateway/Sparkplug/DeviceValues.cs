using AIoT.Embedded.Gateway.Sparkplug.Payloads;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>Values that a device has measured at one time; the names are among those of its birth.</summary>
public sealed record DeviceValues(string Device, IReadOnlyList<Metric> Metrics);
