namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>A rule that an endorsement key's certificate can break (TCG EK Credential Profile for TPM 2.0, section 3; RFC 5280).</summary>
public enum EndorsementRule
{
    /// <summary>It is an X.509 certificate.</summary>
    CertificateForm,

    /// <summary>Its key is the endorsement key.</summary>
    CertificateKey,

    /// <summary>It and all above it were signed by the one above, up to a root of the folder.</summary>
    CertificateChain,

    /// <summary>It and all above it are in their time.</summary>
    CertificateTime,

    /// <summary>It is of an endorsement key: extended key usage 2.23.133.8.1.</summary>
    CertificateUsage,

    /// <summary>Its key may do what an endorsement key does: encipher keys (RSA), agree on keys (ECC).</summary>
    CertificateKeyUsage,

    /// <summary>It is no authority.</summary>
    CertificateAuthority,

    /// <summary>No certificate of the chain has a critical extension that is not known here.</summary>
    CertificateCritical,

    /// <summary>Its subject's alternative name says manufacturer, model and version of the TPM.</summary>
    CertificateTpm,
}
