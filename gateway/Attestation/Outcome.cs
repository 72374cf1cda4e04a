namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>What evidence has shown.</summary>
public enum Outcome
{
    /// <summary>At least one rule is broken.</summary>
    Refused,

    /// <summary>Every rule holds but freshness: evidence of a boot has no nonce and may be a recording. Challenge the board.</summary>
    NotFresh,

    /// <summary>Every rule holds, in answer to this gateway's challenge.</summary>
    Affirmed,
}
