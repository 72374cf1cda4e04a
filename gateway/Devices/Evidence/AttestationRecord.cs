namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>
/// The attestation result (RFC 9334) of one appraisal: what the ledger holds, and what decisions name by its id. Status and trustworthiness are in the
/// words and numbers of EAR and AR4SI (draft-ietf-rats-ear, draft-ietf-rats-ar4si): 2 affirming, 32 warning, 96 contraindicated, 0 no claim.
/// </summary>
public sealed record AttestationRecord
{
    public const string KindName = "attestation";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required long UtcMs { get; init; }

    public required string Device { get; init; }

    /// <summary>How the board stood.</summary>
    public required DeviceStanding From { get; init; }

    /// <summary>How it stands by this.</summary>
    public required DeviceStanding To { get; init; }

    /// <summary><c>affirming</c>, <c>warning</c> (no rule is broken, and something could not be compared) or <c>contraindicated</c>.</summary>
    public required string Status { get; init; }

    public required IReadOnlyDictionary<string, int> Trustworthiness { get; init; }

    /// <summary>Rules that are broken, by their names in the evidence contract, with the reason.</summary>
    public required IReadOnlyList<Breach> Broken { get; init; }

    /// <summary>What had no reference value.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }

    /// <summary>The nonce that was answered, hex; null: none could be read.</summary>
    public required string? Nonce { get; init; }

    /// <summary>SHA-256 of the token, hex.</summary>
    public required string EvidenceSha256 { get; init; }

    /// <summary>What the board said; null: nothing that its key vouches for.</summary>
    public required ClaimsView? Claims { get; init; }

    /// <summary>How the board holds its key.</summary>
    public required string KeyLevel { get; init; }

    /// <summary>The verifier's program and version.</summary>
    public required string Verifier { get; init; }

    public required string Previous { get; init; }

    public sealed record Breach(string Rule, string Reason);
}
