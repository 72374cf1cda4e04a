using System.Buffers.Binary;
using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Attestation.Tpm;

namespace AIoT.Embedded.Gateway.Tests.Tpm;

/// <summary>Quotes made by hand under a P-256 key of the test's own: what no TPM would sign can be signed here.</summary>
internal sealed class SoftTpm : IDisposable
{
    public const uint AttestationKey = 0x00050072;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Public(uint attributes = AttestationKey)
    {
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] area = new TpmWriter().U16(TpmConstants.Ecc).U16(TpmConstants.Sha256).U32(attributes).U16(0).U16(TpmConstants.Null).U16(TpmConstants.EcDsa).U16(TpmConstants.Sha256)
            .U16(TpmConstants.P256).U16(TpmConstants.Null).Sized(point.X).Sized(point.Y).ToArray();
        return new TpmWriter().Sized(area).ToArray();
    }

    public byte[] Name => TpmPublic.Parse(Public()).Name;

    public byte[] Sign(byte[] data, ushort scheme = TpmConstants.EcDsa, ushort hash = TpmConstants.Sha256)
    {
        byte[] signature = _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return scheme == TpmConstants.EcDsa
            ? new TpmWriter().U16(scheme).U16(hash).Sized(signature.AsSpan(0, 32)).Sized(signature.AsSpan(32)).ToArray()
            : new TpmWriter().U16(scheme).U16(hash).Sized(signature).ToArray();
    }

    /// <summary>What a quote says; the test changes what it likes.</summary>
    public sealed class Words
    {
        public uint Magic { get; set; } = TpmConstants.Generated;

        public ushort Type { get; set; } = TpmConstants.AttestQuote;

        public byte[] Nonce { get; set; } = [];

        public ulong Clock { get; set; } = 5000;

        public uint Resets { get; set; } = 3;

        public uint Restarts { get; set; } = 1;

        public byte Safe { get; set; } = 1;

        public ulong Firmware { get; set; } = 0x2016_0511_0016_2800;

        public List<PcrSelection> Selections { get; set; } = [PcrSelection.Sha256([0, 7])];

        public byte[][] Values { get; set; } = [SHA256.HashData("zero"u8), SHA256.HashData("seven"u8)];

        public byte[]? Digest { get; set; }

        public byte[] Encode()
        {
            byte[] clock = new byte[8], firmware = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(clock, Clock);
            BinaryPrimitives.WriteUInt64BigEndian(firmware, Firmware);
            var writer = new TpmWriter().U32(Magic).U16(Type).Sized([0, 11, .. new byte[32]]).Sized(Nonce).Raw(clock).U32(Resets).U32(Restarts).U8(Safe).Raw(firmware).U32((uint)Selections.Count);
            foreach (PcrSelection selection in Selections)
            {
                writer.Raw(selection.ToList().AsSpan(4));
            }

            return writer.Sized(Digest ?? SHA256.HashData([.. Values.SelectMany(value => value)])).ToArray();
        }
    }

    public void Dispose() => _key.Dispose();
}
