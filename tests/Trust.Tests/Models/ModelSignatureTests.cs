using System.Security.Cryptography;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust.Tests.Evidence;

namespace AIoT.Embedded.Trust.Tests.Models;

/// <summary>A signature holds for one image, one key and one statement, and each fault has its own name.</summary>
public sealed class ModelSignatureTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_signed_image_verifies_and_keeps_its_hash()
    {
        byte[] image = SignedImages.Image();
        byte[] signed = ModelSigner.Sign(image, _key);
        Assert.Equal(ModelSignatureFault.None, Verify(signed, _key));
        Assert.Equal(Parse(image).ComputeHash(), Parse(signed).ComputeHash());
        Assert.Equal(ModelSignatureFault.None, Verify(ModelSigner.Sign(signed, _key), _key));
    }

    /// <summary>The bytes that COSE signs are put together here by hand, and .NET verifies them.</summary>
    [Fact]
    public void The_signature_is_one_that_dotnet_accepts()
    {
        byte[] signed = ModelSigner.Sign(SignedImages.Image(), _key);
        ModelImage image = Parse(signed);
        byte[] cose = signed[image.SignatureOffset..];
        Assert.Equal(0xD2, cose[0]);
        Assert.Equal(0x84, cose[1]);
        Assert.Equal(0x58, cose[2]);
        byte[] header = cose[4..(4 + cose[3])];
        Assert.Equal([0xA0, 0x58, 0x20], cose[(4 + header.Length)..(7 + header.Length)]);
        byte[] structure = [0x84, 0x6A, .. "Signature1"u8, 0x58, (byte)header.Length, .. header, 0x40, 0x58, 0x20, .. SHA256.HashData(signed.AsSpan(0, image.BodyLength))];
        using ECDsa key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = _key.Public[..32], Y = _key.Public[32..] } });
        Assert.True(key.VerifyData(structure, cose.AsSpan(cose.Length - 64), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Each_fault_has_its_own_reason()
    {
        byte[] image = SignedImages.Image();
        byte[] signed = ModelSigner.Sign(image, _key);
        using SigningKey other = SigningKey.Create();
        Assert.Equal(ModelSignatureFault.Unsigned, Verify(image, _key));
        Assert.Equal(ModelSignatureFault.OtherKey, Verify(signed, other));
        byte[] signature = Signature(signed);
        Assert.Equal(ModelSignatureFault.OtherImage, Verify(ModelImageWriter.WithSignature(SignedImages.Image(salt: 2), signature), _key));
        Assert.Equal(ModelSignatureFault.Malformed, Verify(ModelImageWriter.WithSignature(image, [1, 2, 3]), _key));
        signature[^1] ^= 1;
        Assert.Equal(ModelSignatureFault.BadSignature, Verify(ModelImageWriter.WithSignature(image, signature), _key));

        // A statement of another image over this one's hash, properly signed: only the header is wrong.
        ModelImage parsed = Parse(image);
        byte[] hash = parsed.ComputeHash(), keyId = ModelSignature.KeyId(_key.Public);
        byte[] header = ModelSignature.Header(Parse(SignedImages.Image(version: 9)), keyId);
        Assert.Equal(ModelSignatureFault.OtherStatement, Verify(ModelImageWriter.WithSignature(image, ModelSignature.Assemble(header, hash, Sign(header, hash))), _key));

        // The right statement under a key identifier that is not the key's.
        header = ModelSignature.Header(parsed, new byte[8]);
        Assert.Equal(ModelSignatureFault.OtherKey, Verify(ModelImageWriter.WithSignature(image, ModelSignature.Assemble(header, hash, Sign(header, hash))), _key));
    }

    [Fact]
    public void No_damage_to_a_signature_is_accepted_and_none_throws()
    {
        var random = new Random(TestData.Seed);
        byte[] image = SignedImages.Image();
        byte[] signature = Signature(ModelSigner.Sign(image, _key));
        for (int i = 0; i < (TestData.LongMode ? 200_000 : 3_000); i++)
        {
            byte[] damaged = EvidenceCodecTests.Damage(signature, random);
            if (!damaged.AsSpan().SequenceEqual(signature))
            {
                Assert.True(ModelSignatureFault.None != Verify(ModelImageWriter.WithSignature(image, damaged), _key), $"seed {TestData.Seed}: {Convert.ToHexString(damaged)}");
            }
        }
    }

    [Fact]
    public void Keys_are_written_for_their_owner_alone_and_never_over_others()
    {
        string file = Path.Combine(_folder, "key.pem"), publicFile = Path.Combine(_folder, "key.pub.pem");
        _key.Save(file, publicFile, replace: false);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(file), StringComparison.Ordinal);
        using SigningKey read = SigningKey.Load(file), readPublic = SigningKey.Load(publicFile);
        Assert.Equal(_key.Public, read.Public);
        Assert.Equal(_key.Public, readPublic.Public);
        Assert.True(read.CanSign);
        Assert.False(readPublic.CanSign);
        Assert.Throws<SigningKeyException>(() => ModelSigner.Sign(SignedImages.Image(), readPublic));
        Assert.Throws<SigningKeyException>(() => _key.Save(file, publicFile, replace: false));
        File.Delete(file);
        Assert.Throws<SigningKeyException>(() => _key.Save(file, publicFile, replace: false));
        using SigningKey fresh = SigningKey.Create();
        fresh.Save(file, publicFile, replace: true);
        using SigningKey again = SigningKey.Load(publicFile);
        Assert.Equal(fresh.Public, again.Public);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void Files_without_a_key_are_refused_in_one_line(string text)
    {
        string file = Path.Combine(_folder, "bad.pem");
        File.WriteAllText(file, text);
        Assert.DoesNotContain('\n', Assert.Throws<SigningKeyException>(() => SigningKey.Load(file)).Message);
        Assert.DoesNotContain('\n', Assert.Throws<SigningKeyException>(() => SigningKey.Load(file + ".none")).Message);
    }

    [Fact]
    public void Keys_of_other_curves_are_refused()
    {
        string file = Path.Combine(_folder, "p384.pem");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        Assert.Contains("not a P-256 key", Assert.Throws<SigningKeyException>(() => SigningKey.Load(file)).Message, StringComparison.Ordinal);
        using RSA rsa = RSA.Create(2048);
        File.WriteAllText(file, rsa.ExportPkcs8PrivateKeyPem());
        Assert.Throws<SigningKeyException>(() => SigningKey.Load(file));
    }

    private static ModelImage Parse(byte[] image) => ModelImage.Parse(image, image.Length);

    private static ModelSignatureFault Verify(byte[] image, SigningKey key) => ModelSignature.Verify(Parse(image), Parse(image).ComputeHash(), key.Public);

    private static byte[] Signature(byte[] signed) => signed[Parse(signed).SignatureOffset..];

    private byte[] Sign(byte[] header, byte[] hash)
    {
        string file = Path.Combine(_folder, "s.pem");
        _key.Save(file, Path.Combine(_folder, "s.pub.pem"), replace: true);
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key.SignHash(ModelSignature.Digest(header, hash));
    }
}
