using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Attestation.Tpm;

namespace AIoT.Embedded.Gateway.Tpm;

/// <summary>
/// A TPM 2.0's commands, as far as a quoting machine needs them (TPM 2.0 part 3). Endorsement and attestation key are primary keys: the TPM makes the
/// same ones from its seed each time, so nothing is stored.
/// </summary>
public sealed class TpmDevice : IDisposable
{
    /// <summary>A restricted signing key: fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, sign.</summary>
    private const uint AttestationKey = 0x00050072;

    /// <summary>As above, not restricted: signs what it is given.</summary>
    private const uint SigningKey = 0x00040072;

    /// <summary>fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt (TCG EK Credential Profile, templates L-1 and L-2).</summary>
    private const uint EndorsementKey = 0x000300B2;

    private const uint Endorsement = 0x4000000B, Owner = 0x40000001, NoHandle = 0x40000007, Password = 0x40000009;
    private const uint CreatePrimary = 0x131, Quote = 0x158, ReadPcrs = 0x17E, Activate = 0x147, StartSession = 0x176, Secret = 0x151, Flush = 0x165, SignDigest = 0x15D, Extend = 0x182, Capability = 0x17A, ReadStoredPublic = 0x169, ReadStored = 0x14E;
    private const ushort NoSessions = 0x8001, Sessions = 0x8002, HashCheck = 0x8024;
    private const uint Retry = 0x922, Yielded = 0x908, Testing = 0x90A;

    /// <summary>Where TPMs keep the certificates of the endorsement keys above (TCG EK Credential Profile, 2.2.1.4).</summary>
    private const uint RsaCertificate = 0x01C00002, EccCertificate = 0x01C0000A;

    /// <summary>TPMA_NV: the owner may read; whoever knows the index's own (empty) authorization may; it was written.</summary>
    private const uint OwnerReads = 1 << 17, AnybodyReads = 1 << 18, Written = 1 << 29;

    private const uint HandlesCapability = 1;
    private const int BytesAtOnce = 512;
    private const int PcrsAtOnce = 8, Tries = 5, MostRetries = 100;

    /// <summary>PolicySecret(TPM_RH_ENDORSEMENT), as the profile has it.</summary>
    private static readonly byte[] EndorsementPolicy = Convert.FromHexString("837197674484B3F81A90CC8D46A5D724FD52D76E06520B64F2A1DA1B331469AA");

    private readonly Tcti _tcti;

    private TpmDevice(Tcti tcti) => _tcti = tcti;

    /// <summary>True: tpm2-tss is installed.</summary>
    public static bool IsSupported => Tcti.IsInstalled;

    /// <param name="tcti">As tpm2-tss names it; null: whatever it finds.</param>
    /// <exception cref="TpmException">There is none.</exception>
    public static TpmDevice Open(string? tcti) => new(Tcti.Open(tcti));

    /// <summary>The endorsement key's and the attestation key's public parts, TPM2B_PUBLIC each.</summary>
    /// <param name="ecc">The endorsement key on P-256; else RSA of 2048 bits.</param>
    public (byte[] Endorsement, byte[] Key) Keys(bool ecc)
    {
        (uint endorsement, byte[] endorsementPublic) = Make(Endorsement, EndorsementTemplate(ecc));
        FlushHandle(endorsement);
        (uint key, byte[] keyPublic) = Make(Endorsement, SigningTemplate(AttestationKey));
        FlushHandle(key);
        return (endorsementPublic, keyPublic);
    }

    /// <summary>The endorsement key's certificate as its maker has put it into the TPM, DER; null: there is none. Makers may give it elsewhere.</summary>
    /// <param name="ecc">That of the key on P-256; else of RSA of 2048 bits.</param>
    public byte[]? EndorsementCertificate(bool ecc)
    {
        uint index = ecc ? EccCertificate : RsaCertificate;
        (_, TpmReader told) = Run(Capability, [], [], new TpmWriter().U32(HandlesCapability).U32(index).U32(1).ToArray(), handle: false);
        _ = told.U8();
        if (told.U32() != HandlesCapability || told.U32() == 0 || told.U32() != index)
        {
            return null;
        }

        (_, told) = Run(ReadStoredPublic, [index], [], [], handle: false);
        var area = new TpmReader(told.Sized(), "the TPM's response");
        _ = area.U32();
        _ = area.U16();
        uint attributes = area.U32();
        _ = area.Sized();
        int size = area.U16();
        if ((attributes & Written) == 0 || (attributes & (OwnerReads | AnybodyReads)) == 0)
        {
            return null;
        }

        uint reader = (attributes & AnybodyReads) != 0 ? index : Owner;
        List<byte> bytes = [];
        while (bytes.Count < size)
        {
            (_, TpmReader part) = Run(ReadStored, [reader, index], [Password], new TpmWriter().U16((ushort)Math.Min(BytesAtOnce, size - bytes.Count)).U16((ushort)bytes.Count).ToArray(), handle: false);
            byte[] some = part.Sized();
            if (some.Length == 0)
            {
                throw new TpmException("the TPM does not give its endorsement key's certificate whole");
            }

            bytes.AddRange(some);
        }

        // Some makers fill the room behind the certificate: its first bytes tell its length (DER, long form of two bytes).
        int length = bytes is [0x30, 0x82, var high, var low, ..] ? 4 + (high << 8) + low : bytes.Count;
        return [.. bytes.Take(length)];
    }

    /// <summary>Opens a credential: only a TPM with both keys can.</summary>
    public byte[] ActivateCredential(TpmCredential credential, bool ecc)
    {
        (uint endorsement, _) = Make(Endorsement, EndorsementTemplate(ecc));
        (uint key, _) = Make(Endorsement, SigningTemplate(AttestationKey));
        try
        {
            byte[] begin = new TpmWriter().Sized(RandomNumberGenerator.GetBytes(32)).Sized([]).U8(1).U16(TpmConstants.Null).U16(TpmConstants.Sha256).ToArray();
            (uint session, _) = Run(StartSession, [NoHandle, NoHandle], [], begin, handle: true);
            try
            {
                Run(Secret, [Endorsement, session], [Password], new TpmWriter().Sized([]).Sized([]).Sized([]).U32(0).ToArray(), handle: false);
                (_, TpmReader told) = Run(Activate, [key, endorsement], [Password, session], new TpmWriter().Sized(credential.Blob).Sized(credential.Secret).ToArray(), handle: false);
                return told.Sized();
            }
            finally
            {
                FlushHandle(session);
            }
        }
        finally
        {
            FlushHandle(key);
            FlushHandle(endorsement);
        }
    }

    /// <summary>Quotes registers of the SHA-256 bank.</summary>
    /// <param name="eventLog"><c>binary_bios_measurements</c>, or null.</param>
    public TpmEvidence QuotePcrs(byte[] nonce, PcrSelection pcrs, byte[]? eventLog)
    {
        (uint key, byte[] keyPublic) = Make(Endorsement, SigningTemplate(AttestationKey));
        try
        {
            for (int i = 0; i < Tries; i++)
            {
                byte[][] values = Read(pcrs);
                (_, TpmReader told) = Run(Quote, [key], [Password], new TpmWriter().Sized(nonce).U16(TpmConstants.Null).Raw(pcrs.ToList()).ToArray(), handle: false);
                byte[] quote = told.Sized();

                // Somebody may have extended a register between reading and quoting.
                if (SHA256.HashData([.. values.SelectMany(value => value)]).AsSpan().SequenceEqual(TpmQuote.Parse(quote).PcrDigest))
                {
                    return new TpmEvidence { Quote = quote, Signature = told.Rest(), Key = keyPublic, Values = values, EventLog = eventLog };
                }
            }

            throw new TpmException("the registers change faster than they can be read");
        }
        finally
        {
            FlushHandle(key);
        }
    }

    /// <summary>Values of registers.</summary>
    public byte[][] Read(PcrSelection pcrs)
    {
        List<byte[]> values = [];
        foreach (int[] some in pcrs.Pcrs.Chunk(PcrsAtOnce))
        {
            (_, TpmReader told) = Run(ReadPcrs, [], [], PcrSelection.Sha256(some).ToList(), handle: false);
            _ = told.U32();
            if (told.U32() != 1 || told.U16() != TpmConstants.Sha256)
            {
                throw new TpmException("the TPM has no SHA-256 bank");
            }

            _ = told.Bytes(told.U8());
            uint count = told.U32();
            if (count != some.Length)
            {
                throw new TpmException($"the TPM gave {count} registers, asked for were {some.Length}: its SHA-256 bank may be off");
            }

            for (int i = 0; i < count; i++)
            {
                values.Add(told.Sized());
            }
        }

        return [.. values];
    }

    /// <summary>Extends a register of the SHA-256 bank.</summary>
    public void ExtendPcr(int pcr, byte[] digest) =>
        Run(Extend, [(uint)pcr], [Password], new TpmWriter().U32(1).U16(TpmConstants.Sha256).Raw(digest).ToArray(), handle: false);

    /// <summary>A key that signs for the gateway, P-256, made anew from the owner's seed: the same each time until the TPM is cleared.</summary>
    internal (uint Handle, TpmPublic Public) MakeSigningKey()
    {
        (uint handle, byte[] area) = Make(Owner, SigningTemplate(SigningKey));
        return (handle, TpmPublic.Parse(area));
    }

    /// <summary>ECDSA over a SHA-256.</summary>
    /// <returns>r and s, 32 bytes each.</returns>
    internal byte[] Sign(uint handle, byte[] digest)
    {
        byte[] asked = new TpmWriter().Sized(digest).U16(TpmConstants.Null).U16(HashCheck).U32(NoHandle).Sized([]).ToArray();
        (_, TpmReader told) = Run(SignDigest, [handle], [Password], asked, handle: false);
        return TpmSignature.Parse(told.Rest()).Bytes;
    }

    internal void FlushHandle(uint handle) => Run(Flush, [], [], new TpmWriter().U32(handle).ToArray(), handle: false);

    public void Dispose() => _tcti.Dispose();

    private static byte[] SigningTemplate(uint attributes) => new TpmWriter().U16(TpmConstants.Ecc).U16(TpmConstants.Sha256).U32(attributes).Sized([]).U16(TpmConstants.Null).U16(TpmConstants.EcDsa).U16(TpmConstants.Sha256)
        .U16(TpmConstants.P256).U16(TpmConstants.Null).Sized([]).Sized([]).ToArray();

    private static byte[] EndorsementTemplate(bool ecc)
    {
        TpmWriter start = new TpmWriter().U16(ecc ? TpmConstants.Ecc : TpmConstants.Rsa).U16(TpmConstants.Sha256).U32(EndorsementKey).Sized(EndorsementPolicy).U16(TpmConstants.Aes).U16(128).U16(TpmConstants.Cfb).U16(TpmConstants.Null);
        return ecc ? start.U16(TpmConstants.P256).U16(TpmConstants.Null).Sized(new byte[32]).Sized(new byte[32]).ToArray() : start.U16(2048).U32(0).Sized(new byte[256]).ToArray();
    }

    private (uint Handle, byte[] Public) Make(uint hierarchy, byte[] template)
    {
        byte[] asked = new TpmWriter().Sized([0, 0, 0, 0]).Sized(template).Sized([]).U32(0).ToArray();
        (uint handle, TpmReader told) = Run(CreatePrimary, [hierarchy], [Password], asked, handle: true);
        return (handle, new TpmWriter().Sized(told.Sized()).ToArray());
    }

    /// <param name="sessions">One for each handle that is authorized: a password that is empty, or a policy session.</param>
    /// <param name="handle">The response has one.</param>
    private (uint Handle, TpmReader Parameters) Run(uint command, uint[] handles, uint[] sessions, byte[] parameters, bool handle)
    {
        var body = new TpmWriter();
        foreach (uint value in handles)
        {
            body.U32(value);
        }

        if (sessions.Length > 0)
        {
            var area = new TpmWriter();
            foreach (uint session in sessions)
            {
                area.U32(session).Sized([]).U8(session == Password ? 0 : 1).Sized([]);
            }

            byte[] authorization = area.ToArray();
            body.U32((uint)authorization.Length).Raw(authorization);
        }

        byte[] rest = body.Raw(parameters).ToArray();
        byte[] asked = new TpmWriter().U16(sessions.Length > 0 ? Sessions : NoSessions).U32((uint)(10 + rest.Length)).U32(command).Raw(rest).ToArray();
        for (int i = 0; ; i++)
        {
            var reader = new TpmReader(_tcti.Exchange(asked), "the TPM's response");
            ushort tag = reader.U16();
            _ = reader.U32();
            uint code = reader.U32();
            if (code is Retry or Yielded or Testing && i < MostRetries)
            {
                // It tests an algorithm before its first use: the same command again.
                Thread.Sleep(Math.Min(i + 1, 50));
                continue;
            }

            if (code != 0)
            {
                throw new TpmException($"the TPM refuses command {command:x3} with code {code:x3}");
            }

            uint made = handle ? reader.U32() : 0;
            byte[] told = tag == Sessions ? reader.Bytes((int)reader.U32()) : reader.Rest();
            return (made, new TpmReader(told, "the TPM's response"));
        }
    }
}
