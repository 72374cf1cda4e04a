namespace AIoT.Embedded.Gateway.Setup;

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="Remedy">What to do; empty where nothing is.</param>
public sealed record Finding(bool Ok, string Check, string What, string Remedy = "");
