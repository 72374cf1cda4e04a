namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>One nonce that the caller has issued and keeps: for verifying a single quote.</summary>
/// <param name="machine">The machine that it was issued to.</param>
/// <param name="nonce">The nonce.</param>
public sealed class SingleNonce(string machine, byte[] nonce) : INonces
{
    private bool _used;

    /// <inheritdoc/>
    public byte[] Issue(string device) => nonce;

    /// <inheritdoc/>
    public EvidenceRule? Use(string device, byte[] given)
    {
        if (!given.AsSpan().SequenceEqual(nonce))
        {
            return EvidenceRule.NonceUnknown;
        }

        EvidenceRule? rule = device != machine ? EvidenceRule.NonceOfAnother : _used ? EvidenceRule.NonceUsed : null;
        _used |= rule is null;
        return rule;
    }
}
