using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Gateway.Tpm;

namespace AIoT.Embedded.Gateway.Tests.Tpm;

/// <summary>Through tpm2-tss to a TPM 2.0 in software: what the verifier reads is what a TPM writes.</summary>
public sealed class SoftwareTpmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_tpm_with_both_keys_opens_the_secret(bool ecc)
    {
        using var tpm = new SoftwareTpm();
        using var other = new SoftwareTpm();
        using TpmDevice device = TpmDevice.Open(tpm.Tcti), stranger = TpmDevice.Open(other.Tcti);
        (byte[] endorsement, byte[] key) = device.Keys(ecc);
        TpmPublic endorsed = TpmPublic.Parse(endorsement), attests = TpmPublic.Parse(key);
        Assert.True(endorsed.IsEndorsementKey);
        Assert.True(attests.IsAttestationKey);
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(secret, device.ActivateCredential(TpmCredential.Make(endorsed, attests.Name, secret), ecc));

        // For a key that it does not hold the TPM opens nothing, and another TPM opens nothing at all.
        Assert.Throws<TpmException>(() => device.ActivateCredential(TpmCredential.Make(endorsed, TpmPublic.Parse(stranger.Keys(ecc).Key).Name, secret), ecc));
        Assert.Throws<TpmException>(() => stranger.ActivateCredential(TpmCredential.Make(endorsed, attests.Name, secret), ecc));
        Assert.Equal(key, device.Keys(ecc).Key);
    }

    [SkippableFact]
    public void A_quote_follows_its_registers_and_the_tpms_resets()
    {
        using var tpm = new SoftwareTpm();
        byte[] nonce = RandomNumberGenerator.GetBytes(32);
        PcrSelection pcrs = PcrSelection.Sha256([0, 1, 2, 3, 4, 5, 6, 7, 16]);
        TpmVerdict first;
        TpmEnrolment enrolment;
        using (TpmDevice device = TpmDevice.Open(tpm.Tcti))
        {
            enrolment = new TpmEnrolment { Machine = "gateway", KeyName = TpmPublic.Parse(device.Keys(ecc: true).Key).Name, Pcrs = pcrs };
            TpmEvidence empty = device.QuotePcrs(nonce, pcrs, null);
            first = new QuoteVerifier(new SingleNonce("gateway", nonce)).Verify(enrolment, null, empty);
            Assert.True(first.Affirmed, string.Join("; ", first.Broken));
            Assert.Equal(new byte[32], empty.Values[8]);
            device.ExtendPcr(16, SHA256.HashData("x"u8));
            TpmEvidence extended = device.QuotePcrs(nonce, pcrs, null);
            Assert.Equal(SHA256.HashData([.. new byte[32], .. SHA256.HashData("x"u8)]), extended.Values[8]);
            TpmVerdict mixed = new QuoteVerifier(new SingleNonce("gateway", nonce)).Verify(enrolment, first.Boot, extended with { Values = empty.Values });
            Assert.Equal([TpmRule.PcrDigest], mixed.Broken.Select(broken => broken.Rule));
        }

        tpm.Reset();
        using TpmDevice again = TpmDevice.Open(tpm.Tcti);
        TpmVerdict later = new QuoteVerifier(new SingleNonce("gateway", nonce)).Verify(enrolment, first.Boot, again.QuotePcrs(nonce, pcrs, null));

        // Power was taken from it without a word: it says so itself where its clock may have lost time.
        Assert.All(later.Broken, broken => Assert.Contains(broken.Rule, new[] { TpmRule.ClockUnsafe, TpmRule.ClockFell }));
        Assert.True(later.Quote!.ResetCount > first.Boot!.ResetCount);
    }

    [SkippableFact]
    public async Task The_commands_bind_a_key_quote_and_verify_and_refuse_a_replay_and_another_machine()
    {
        using var tpm = new SoftwareTpm();
        using var other = new SoftwareTpm();
        string F(string name) => _folder.File(name);
        await Good("attest", "keys", "--machine", "gw", "--tcti", tpm.Tcti, "-o", F("keys"));
        await Good("attest", "challenge", F("keys"), "--secret", F("secret"), "-o", F("challenge"));
        await Good("attest", "activate", F("challenge"), "--tcti", tpm.Tcti, "-o", F("answer"));
        Assert.Contains("is in the TPM of endorsement key", await Good("attest", "bind", F("answer"), "--secret", F("secret"), "-o", F("bound")));
        Assert.Equal(2, (await Cli.RunAsync("attest", "activate", F("challenge"), "--tcti", other.Tcti, "-o", F("wrong"))).Code);

        string nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), zero = new('0', 64);
        await Good("attest", "quote", "--nonce", nonce, "--pcrs", "0,7", "--tcti", tpm.Tcti, "-o", F("quote"));
        string verified = await Good("attest", "verify", F("quote"), "--bound", F("bound"), "--nonce", nonce, "--pcrs", "0,7", "--reference", $"7={zero}");
        Assert.StartsWith("gw: affirmed: sha256:0,7", verified);
        Assert.Contains("not compared: pcr 0, event log, firmware", verified);
        await Bad("nonceUsed", "attest", "verify", F("quote"), "--bound", F("bound"), "--nonce", nonce, "--pcrs", "0,7");

        nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await Good("attest", "quote", "--nonce", nonce, "--pcrs", "0,7", "--tcti", other.Tcti, "-o", F("foreign"));
        await Bad("keyBinding", "attest", "verify", F("foreign"), "--bound", F("bound"), "--nonce", nonce, "--pcrs", "0,7");
        await Good("attest", "quote", "--nonce", nonce, "--pcrs", "0,7", "--tcti", tpm.Tcti, "-o", F("quote2"));
        await Bad("pcrOther", "attest", "verify", F("quote2"), "--bound", F("bound"), "--nonce", nonce, "--pcrs", "0,7", "--reference", $"7={new string('1', 64)}");
    }

    [SkippableFact]
    public async Task A_machine_is_bound_only_where_its_tpms_certificate_leads_to_a_maker_that_is_trusted()
    {
        using var tpm = new SoftwareTpm(isCertified: true);
        using var bare = new SoftwareTpm();
        using var stranger = new TpmMaker("Other");
        string F(string name) => _folder.File(name);
        Assert.StartsWith("with the endorsement key's certificate", await Good("attest", "keys", "--machine", "gw", "--tcti", tpm.Tcti, "-o", F("keys")));
        await Bad("certificateChain", "attest", "challenge", F("keys"), "--roots", stranger.Folder, "--secret", F("secret"), "-o", F("challenge"));
        Assert.False(File.Exists(F("challenge")));
        await Good("attest", "challenge", F("keys"), "--roots", tpm.Roots, "--secret", F("secret"), "-o", F("challenge"));
        await Good("attest", "activate", F("challenge"), "--tcti", tpm.Tcti, "-o", F("answer"));
        string bound = await Good("attest", "bind", F("answer"), "--secret", F("secret"), "-o", F("bound"));
        Assert.Contains("a id:00001014 swtpm id:20191023, by CN=swtpm-localca-rootca", bound);
        string nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await Good("attest", "quote", "--nonce", nonce, "--tcti", tpm.Tcti, "-o", F("quote"));
        Assert.Contains("by CN=swtpm-localca-rootca", await Good("attest", "verify", F("quote"), "--bound", F("bound"), "--nonce", nonce));

        // Another TPM's keys with this one's certificate; and a TPM that has none.
        Assert.StartsWith("no certificate", await Good("attest", "keys", "--machine", "bare", "--tcti", bare.Tcti, "-o", F("bare")));
        (int code, _, string error) = await Cli.RunAsync("attest", "challenge", F("bare"), "--roots", tpm.Roots, "--secret", F("secret"), "-o", F("challenge"));
        Assert.Equal(2, code);
        Assert.Contains("--certificate FILE", error);
        using TpmDevice device = TpmDevice.Open(tpm.Tcti);
        File.WriteAllBytes(F("borrowed.der"), device.EndorsementCertificate(ecc: false)!);
        await Bad("certificateKey", "attest", "challenge", F("bare"), "--roots", tpm.Roots, "--certificate", F("borrowed.der"), "--secret", F("secret"), "-o", F("challenge"));
        Assert.Null(device.EndorsementCertificate(ecc: true));
    }

    [SkippableFact]
    public async Task The_ledgers_key_may_be_the_tpms_and_is_the_same_at_the_next_start()
    {
        using var tpm = new SoftwareTpm();
        using var other = new SoftwareTpm();
        string data = _folder.File("data");
        Assert.Contains("in the TPM", await Good("init", "--data", data, "--broker", "127.0.0.1:1883", "--ledger-tpm", tpm.Tcti));
        Assert.False(File.Exists(Path.Combine(data, "ledger.key")));
        for (int i = 0; i < 2; i++)
        {
            await Good("reference", "add", "firmware", "--name", "x", "--release", $"{i}", "--hash", new string((char)('0' + i), 64), "--data", data);
        }

        Assert.StartsWith("ok: 2 records", await Good("ledger", "verify", Path.Combine(data, "gateway.db"), "--key", Path.Combine(data, "ledger.pub")));
        File.WriteAllText(Path.Combine(data, "ledger.tpm"), other.Tcti + "\n");
        Assert.Contains("is signed by key", (await Cli.RunAsync("reference", "list", "--data", data)).Error);
        Assert.Equal(2, (await Cli.RunAsync("init", "--data", _folder.File("none"), "--ledger-tpm", "swtpm:host=127.0.0.1,port=1")).Code);
    }

    [Theory]
    [InlineData("no TPM at", "attest", "keys", "--tcti", "swtpm:host=127.0.0.1,port=1", "-o", "x")]
    [InlineData("16 to 64 bytes", "attest", "quote", "--nonce", "12", "-o", "x")]
    [InlineData("0 to 23", "attest", "quote", "--nonce", "00112233445566778899aabbccddeeff", "--pcrs", "24", "-o", "x")]
    [InlineData("no such file", "attest", "challenge", "KEYS", "--roots", "/none", "--certificate", "/no/such/file", "--secret", "x", "-o", "x")]
    [InlineData("no such folder", "attest", "challenge", "KEYS", "--roots", "/none", "--secret", "x", "-o", "x")]
    [InlineData("give --roots", "attest", "challenge", "KEYS", "--certificate", "/dev/null", "--secret", "x", "-o", "x")]
    [InlineData("not the file", "attest", "bind", "/dev/null", "--secret", "/dev/null", "-o", "x")]
    public async Task A_command_that_is_wrong_says_so_in_one_line(string expected, params string[] arguments)
    {
        using (var soft = new TpmMaker())
        {
            string key = TpmFiles.Hex(new TpmWriter().Sized(soft.Endorsement(ecc: true).Area).ToArray());
            TpmFiles.Save(_folder.File("keys"), new TpmFiles.Keys("gw", key, key, "00"));
        }

        (int code, _, string error) = await Cli.RunAsync([.. arguments.Select(word => word == "KEYS" ? _folder.File("keys") : word)]);
        Assert.Equal(2, code);
        Assert.True(error.Contains(expected, StringComparison.Ordinal) || (expected == "no TPM at" && error.Contains("is not installed", StringComparison.Ordinal)), error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<string> Good(params string[] arguments)
    {
        (int code, string output, string error) = await Cli.RunAsync(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {error} {output}");
        return output;
    }

    private static async Task Bad(string rule, params string[] arguments)
    {
        (int code, string output, string error) = await Cli.RunAsync(arguments);
        Assert.True(code == 1, $"{code}: {error} {output}");
        Assert.Contains($"refused: {rule}:", output);
        Assert.Single(output.TrimEnd().Split('\n'));
    }
}
