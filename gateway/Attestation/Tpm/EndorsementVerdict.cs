namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>The verifier's word on an endorsement key's certificate.</summary>
/// <param name="Broken">Rules that are broken, each with its reason in one line; none: the key is a TPM's by its maker's word.</param>
/// <param name="Tpm">What the certificate says of the TPM, as <c>id:53544D20 ST33HTPH 00010102</c>; empty: nothing.</param>
/// <param name="Root">Subject of the root that it leads to; empty: to none.</param>
public sealed record EndorsementVerdict(IReadOnlyList<(EndorsementRule Rule, string Reason)> Broken, string Tpm, string Root)
{
    /// <summary>Every rule holds.</summary>
    public bool Affirmed => Broken.Count == 0;
}
