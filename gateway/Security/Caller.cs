namespace AIoT.Embedded.Gateway.Security;

/// <summary>Whose request it is: what an audit names.</summary>
/// <param name="KeyId">Public part of the API key; empty: there was none.</param>
/// <param name="Name">Whose key it is.</param>
public sealed record Caller(string KeyId, string Name)
{
    /// <summary>What happens by itself.</summary>
    public static Caller Gateway { get; } = new("", "gateway");

    /// <summary>Whoever is on this machine, where that is enough to read.</summary>
    public static Caller Local { get; } = new("", "this machine");

    public static Caller Nobody { get; } = new("", "");
}
