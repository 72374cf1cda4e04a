namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Signs tree heads with a P-256 key, wherever that is kept: a file (<see cref="FileLedgerSigner"/>), or a TPM.</summary>
public interface ILedgerSigner : IDisposable
{
    /// <summary>DER SubjectPublicKeyInfo.</summary>
    byte[] PublicKey { get; }

    /// <summary>SHA-256 of <see cref="PublicKey"/>.</summary>
    byte[] KeyId { get; }

    /// <summary>ES256 (RFC 7518, section 3.4): ECDSA on P-256 with SHA-256, r and s as 32 big-endian bytes each.</summary>
    byte[] Sign(ReadOnlySpan<byte> data);
}
