namespace AIoT.Embedded.Mosquitto;

/// <summary>TLS of a connection; all files are PEM.</summary>
public sealed record MosquittoTls
{
    /// <summary>The file of the certificate authorities to trust; null: those of <see cref="CaFolder"/>.</summary>
    public string? CaFile { get; init; }

    /// <summary>The folder of trusted certificate authorities, hashed as OpenSSL wants it (Debian: /etc/ssl/certs).</summary>
    public string? CaFolder { get; init; }

    /// <summary>The client's certificate, with <see cref="KeyFile"/>; null: none is shown.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The client certificate's private key, not encrypted.</summary>
    public string? KeyFile { get; init; }

    /// <summary>False accepts any server: for tests only.</summary>
    public bool ValidateServer { get; init; } = true;

    /// <summary>"tlsv1.2" or "tlsv1.3" as the only version to speak; null: the library's choice.</summary>
    public string? Version { get; init; }
}
