using System.Buffers.Binary;
using System.Text;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>What the gateway says of its ledger at a time, signed (ledger contract, Head).</summary>
/// <param name="Size">Records covered.</param>
/// <param name="UtcMs">When it was signed.</param>
/// <param name="Root">Root hash, 32 bytes.</param>
/// <param name="KeyId">SHA-256 of the signing key's SubjectPublicKeyInfo.</param>
/// <param name="Signature">ES256: r and s, 32 bytes each.</param>
public sealed record TreeHead(long Size, long UtcMs, byte[] Root, byte[] KeyId, byte[] Signature)
{
    private static readonly byte[] Domain = Encoding.ASCII.GetBytes("aiot-ledger-head-v1\0");

    /// <summary>The bytes that are signed: domain, key id, time and size (big-endian, 8 bytes each), root.</summary>
    public byte[] SignedBytes()
    {
        byte[] bytes = new byte[Domain.Length + 32 + 16 + 32];
        Domain.CopyTo(bytes, 0);
        KeyId.CopyTo(bytes, Domain.Length);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(Domain.Length + 32), UtcMs);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(Domain.Length + 40), Size);
        Root.CopyTo(bytes, Domain.Length + 48);
        return bytes;
    }

    public static TreeHead Sign(ILedgerSigner signer, long size, long utcMs, byte[] root)
    {
        var head = new TreeHead(size, utcMs, root, signer.KeyId, []);
        return head with { Signature = signer.Sign(head.SignedBytes()) };
    }
}
