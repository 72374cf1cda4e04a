namespace AIoT.Embedded.Gateway.Api;

/// <summary>Whose page this is.</summary>
/// <param name="Role"><c>none</c>, <c>viewer</c>, <c>technician</c> or <c>admin</c>.</param>
public sealed record SessionAnswer(string Role);
