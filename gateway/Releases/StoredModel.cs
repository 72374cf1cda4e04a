namespace AIoT.Embedded.Gateway.Releases;

/// <summary>A model image that the gateway keeps.</summary>
/// <param name="Hash">SHA-256 of the image's body, hex: its name.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Bytes">Of the file, signature included.</param>
public sealed record StoredModel(string Hash, string Model, long Version, long Bytes, long AddedMs, string AddedBy);
