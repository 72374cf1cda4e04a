using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Tpm;

/// <summary>A good endorsement certificate is affirmed; one that breaks a rule is refused for that rule and no other.</summary>
public sealed class EndorsementVerifierTests : IDisposable
{
    private readonly TpmMaker _maker = new();

    /// <summary>One mutant a rule about what the certificate says.</summary>
    private static readonly Dictionary<string, (EndorsementRule Rule, Action<TpmMaker.Words> Change)> _mutants = new()
    {
        ["expired"] = (EndorsementRule.CertificateTime, words => words.To = TpmMaker.Now.AddDays(-1)),
        ["not yet good"] = (EndorsementRule.CertificateTime, words => words.From = TpmMaker.Now.AddDays(1)),
        ["a server's"] = (EndorsementRule.CertificateUsage, words => words.Usage = "1.3.6.1.5.5.7.3.1"),
        ["of no usage"] = (EndorsementRule.CertificateUsage, words => words.Usage = null),
        ["that signs"] = (EndorsementRule.CertificateKeyUsage, words => words.KeyUsage = X509KeyUsageFlags.DigitalSignature),
        ["an authority"] = (EndorsementRule.CertificateAuthority, words => words.IsAuthority = true),
        ["of an unknown critical extension"] = (EndorsementRule.CertificateCritical, words => words.More.Add(new X509Extension("1.2.3.4.5", [5, 0], critical: true))),
        ["that names no model"] = (EndorsementRule.CertificateTpm, words => words.Attributes.RemoveAt(1)),
        ["that names nothing"] = (EndorsementRule.CertificateTpm, words => words.Attributes = [("2.5.4.3", "TPM")]),
        ["that hides a line in its model"] = (EndorsementRule.CertificateTpm, words => words.Attributes[1] = ("2.23.133.2.2", "a\nb")),
    };

    public static TheoryData<string> Mutants() => [.. _mutants.Keys];

    public void Dispose() => _maker.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_makers_certificate_with_a_critical_alternative_name_is_affirmed(bool ecc)
    {
        EndorsementVerdict verdict = Verify(_maker.Certify(new TpmMaker.Words { Ecc = ecc }), ecc);

        Assert.True(verdict.Affirmed, string.Join("; ", verdict.Broken));
        Assert.Equal(("id:54455354 Test TPM id:00010002", "CN=Maker root"), (verdict.Tpm, verdict.Root));
    }

    [Fact]
    public void An_extension_that_is_unknown_and_not_critical_is_passed_over()
    {
        var words = new TpmMaker.Words();
        words.More.Add(new X509Extension("1.2.3.4.5", [5, 0], critical: false));
        words.More.Add(new X509Extension("2.5.29.9", [0x30, 0], critical: true));
        EndorsementVerdict verdict = Verify(_maker.Certify(words));
        Assert.True(verdict.Affirmed, string.Join("; ", verdict.Broken));
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_certificate_that_breaks_one_rule_is_refused_for_that_rule(string mutant)
    {
        var words = new TpmMaker.Words();
        _mutants[mutant].Change(words);
        Refused(_mutants[mutant].Rule, Verify(_maker.Certify(words)));
    }

    [Fact]
    public void The_key_must_be_the_endorsement_key()
    {
        using var other = new TpmMaker();
        Refused(EndorsementRule.CertificateKey, Verify(_maker.Certify(new TpmMaker.Words()), endorsement: other.Endorsement(ecc: false)));
        Refused(EndorsementRule.CertificateKey, Verify(_maker.Certify(new TpmMaker.Words { Ecc = true }), endorsement: other.Endorsement(ecc: true)));

        // Of the other kind: then what the key may do does not fit either.
        Assert.Contains(EndorsementRule.CertificateKey, Verify(_maker.Certify(new TpmMaker.Words()), ecc: true).Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void It_must_lead_to_a_root_of_the_folder_through_authorities_that_are_in_their_time()
    {
        // A maker of the same name with other keys; one whose authority may not sign; one whose authority has expired; one without the authority between.
        using TpmMaker sameName = new(), noAuthority = new(issuerIsAuthority: false), late = new(issuerDays: -1), broken = new();
        using ManufacturerRoots trusted = ManufacturerRoots.Read(_maker.Folder);
        Refused(EndorsementRule.CertificateChain, new EndorsementVerifier(trusted).Verify(sameName.Endorsement(ecc: false), sameName.Certify(new TpmMaker.Words()), TpmMaker.Now));
        Refused(EndorsementRule.CertificateChain, Verify(noAuthority.Certify(new TpmMaker.Words()), maker: noAuthority));
        Refused(EndorsementRule.CertificateTime, Verify(late.Certify(new TpmMaker.Words { To = TpmMaker.Now.AddDays(1) }), maker: late));
        File.Delete(Path.Combine(broken.Folder, "issuer.cer"));
        Refused(EndorsementRule.CertificateChain, Verify(broken.Certify(new TpmMaker.Words()), maker: broken));

        // What lies in the folder and is not signed by itself is trusted with nothing.
        File.Copy(Path.Combine(sameName.Folder, "issuer.cer"), Path.Combine(_maker.Folder, "stray.cer"));
        Refused(EndorsementRule.CertificateChain, Verify(sameName.Certify(new TpmMaker.Words()), endorsement: sameName.Endorsement(ecc: false)));
    }

    [Fact]
    public void What_is_no_certificate_is_refused_for_its_form()
    {
        byte[] good = _maker.Certify(new TpmMaker.Words());
        Refused(EndorsementRule.CertificateForm, Verify([]));
        Refused(EndorsementRule.CertificateForm, Verify(good[..^1]));
        Refused(EndorsementRule.CertificateForm, Verify([.. good, 0]));
    }

    [Fact]
    public void Every_rule_has_a_mutant_or_a_test_of_its_own() =>
        Assert.Equal(Enum.GetValues<EndorsementRule>(), _mutants.Values.Select(mutant => mutant.Rule).Append(EndorsementRule.CertificateForm).Append(EndorsementRule.CertificateKey).Append(EndorsementRule.CertificateChain).Distinct().Order());

    [Fact]
    public void No_damaged_certificate_throws_or_is_affirmed()
    {
        var random = new Random(TestData.Seed);
        byte[] good = _maker.Certify(new TpmMaker.Words());
        using ManufacturerRoots roots = ManufacturerRoots.Read(_maker.Folder);
        for (int i = 0; i < (TestData.LongMode ? 20_000 : 400); i++)
        {
            byte[] damaged = random.Next(6) == 0 ? good[..random.Next(good.Length)] : [.. good];
            for (int flips = random.Next(1, 4); flips > 0 && damaged.Length > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            bool same = damaged.AsSpan().SequenceEqual(good);
            Assert.Equal(same, new EndorsementVerifier(roots).Verify(_maker.Endorsement(ecc: false), damaged, TpmMaker.Now).Affirmed);
        }
    }

    [Fact]
    public void A_folder_without_a_root_or_with_a_file_that_is_none_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no such folder", Assert.Throws<TpmFormatException>(() => ManufacturerRoots.Read(folder.File("none"))).Message);
        File.Copy(Path.Combine(_maker.Folder, "issuer.cer"), folder.File("issuer.cer"));
        Assert.Contains("no root certificate", Assert.Throws<TpmFormatException>(() => ManufacturerRoots.Read(Path.GetDirectoryName(folder.File("x"))!)).Message);
        File.WriteAllText(folder.File("junk.pem"), "junk\n");
        string line = Assert.Throws<TpmFormatException>(() => ManufacturerRoots.Read(Path.GetDirectoryName(folder.File("x"))!)).Message;
        Assert.Contains("junk.pem", line);
        Assert.DoesNotContain('\n', line);
    }

    private static void Refused(EndorsementRule rule, EndorsementVerdict verdict)
    {
        Assert.True(verdict.Broken is [var broken] && broken.Rule == rule, $"expected {rule}: {string.Join("; ", verdict.Broken)}");
        Assert.NotEqual("", verdict.Broken[0].Reason);
        Assert.DoesNotContain('\n', verdict.Broken[0].Reason);
    }

    private EndorsementVerdict Verify(byte[] certificate, bool ecc = false, TpmMaker? maker = null, TpmPublic? endorsement = null)
    {
        using ManufacturerRoots roots = ManufacturerRoots.Read((maker ?? _maker).Folder);
        return new EndorsementVerifier(roots).Verify(endorsement ?? (maker ?? _maker).Endorsement(ecc), certificate, TpmMaker.Now);
    }
}
