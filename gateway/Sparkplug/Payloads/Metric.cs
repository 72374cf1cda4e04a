namespace AIoT.Embedded.Gateway.Sparkplug.Payloads;

/// <summary>A named value of a node or a device.</summary>
/// <param name="Name">Empty where the alias alone stands for it.</param>
/// <param name="Type">How <paramref name="Value"/> travels.</param>
/// <param name="Value">
/// long for the signed types, ulong for the unsigned ones and DateTime (UTC milliseconds), float, double, bool, string, byte[]; null: known to be absent.
/// </param>
/// <param name="TimestampMs">UTC milliseconds; 0: none.</param>
/// <param name="Alias">Unique over the edge node; null: none.</param>
/// <param name="Historical">The value is late: it is not the present one.</param>
/// <param name="Unit">Engineering unit, as the property <c>engUnit</c>; null: none.</param>
public sealed record Metric(string Name, MetricType Type, object? Value, long TimestampMs = 0, ulong? Alias = null, bool Historical = false, string? Unit = null);
