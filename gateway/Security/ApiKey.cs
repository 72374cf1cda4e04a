namespace AIoT.Embedded.Gateway.Security;

/// <summary>A key as it is kept: never the key itself.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Hash">SHA-256 of the whole key, hex. The key holds 256 random bits: there is nothing to guess, and no slow hash is needed.</param>
public sealed record ApiKey(string Id, string Name, ApiRole Role, string Hash, long CreatedUtcMs);
