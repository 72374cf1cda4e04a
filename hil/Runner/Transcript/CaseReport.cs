namespace AIoT.Embedded.Hil.Transcript;

/// <summary>One case of a run.</summary>
/// <param name="Name">Contract, slash, words.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Microseconds">The work itself, by the target's clock.</param>
/// <param name="FreeBytes">Managed memory free with the case's objects alive, by the target.</param>
/// <param name="Digest">Over every value that came out.</param>
/// <param name="Difference">The first difference, or null.</param>
public sealed record CaseReport(string Name, CaseOutcome Outcome, long Microseconds, long FreeBytes, string? Digest, string? Difference)
{
    /// <summary>The contract: what stands before the slash.</summary>
    public string Contract => Name.Split('/')[0];
}
