namespace AIoT.Embedded.Gateway.Releases;

/// <summary>A public key that may have signed models.</summary>
/// <param name="Id">Key id of the model image contract, hex.</param>
public sealed record ModelKey(string Id, string Name, long AddedMs, string AddedBy);
