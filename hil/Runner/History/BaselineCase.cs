namespace AIoT.Embedded.Hil.History;

/// <summary>What a case took.</summary>
/// <param name="Microseconds">Time of the work.</param>
/// <param name="FreeBytes">Memory free with its objects alive.</param>
public sealed record BaselineCase(long Microseconds, long FreeBytes);
