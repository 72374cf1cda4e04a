namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>The verifier's word on a quote.</summary>
public sealed record TpmVerdict
{
    /// <summary>Rules that are broken; behind a broken form, key or signature nothing was looked at.</summary>
    public required IReadOnlyList<BrokenTpmRule> Broken { get; init; }

    /// <summary>What had no reference value.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }

    /// <summary>The quote; null: it can't be read, or nothing vouches for it.</summary>
    public TpmQuote? Quote { get; init; }

    /// <summary>What to remember; what was refused changes nothing.</summary>
    public TpmBootRecord? Boot { get; init; }

    /// <summary>Every rule holds.</summary>
    public bool Affirmed => Broken.Count == 0;
}
