namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>The nonces that were issued: each for one board, once, and for a time. Safe for several threads.</summary>
public interface INonces
{
    /// <summary>A fresh nonce for a board.</summary>
    byte[] Issue(string device);

    /// <summary>Uses a nonce up.</summary>
    /// <returns>Null when it may be used; else the rule that is broken.</returns>
    EvidenceRule? Use(string device, byte[] nonce);
}
