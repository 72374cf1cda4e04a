namespace AIoT.Embedded.Gateway.Releases;

/// <summary>What the write routes of models take.</summary>
public static class ReleaseRequests
{
    /// <param name="Pem">A P-256 public key.</param>
    public sealed record Key(string? Pem = null, string? Name = null);

    /// <param name="Model">Hash (or its beginning), ID@VERSION, or an id.</param>
    public sealed record Offer(string? Model = null, IReadOnlyList<string>? To = null, string? Machine = null, bool? All = null, int? Canary = null);
}
