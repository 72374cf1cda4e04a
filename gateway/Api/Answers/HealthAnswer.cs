using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>How the gateway does; to whoever has no key the status alone.</summary>
/// <param name="Status"><c>ok</c>, <c>no broker</c>, <c>disk full</c> or <c>disk failing</c>.</param>
public sealed record HealthAnswer(string Status, bool? Broker = null, StorageStatus? Storage = null, int? Waiting = null);
