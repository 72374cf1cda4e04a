namespace AIoT.Embedded.Gateway.Api;

/// <summary>The disk itself, counted.</summary>
/// <param name="Readings">By board.</param>
/// <param name="Duplicates">Keys that occur twice.</param>
public sealed record StoreAudit(IReadOnlyDictionary<string, long> Readings, long Duplicates);
