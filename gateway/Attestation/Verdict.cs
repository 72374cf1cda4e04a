using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>The verifier's word on a token (RFC 9334: attestation result).</summary>
public sealed record Verdict
{
    /// <summary>The word.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The rules that are broken; those behind a broken form or tag were not looked at.</summary>
    public required IReadOnlyList<BrokenRule> Broken { get; init; }

    /// <summary>Measurements and names that were not compared, for want of reference values.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }

    /// <summary>What the board says of itself; null when it could not be read, or its tag is wrong.</summary>
    public EvidenceClaims? Claims { get; init; }

    /// <summary>How the board's key is held.</summary>
    public required KeyLevel Level { get; init; }

    /// <summary>What to remember of the boot; null where nothing was known and nothing was proven.</summary>
    public BootRecord? Boot { get; init; }
}
