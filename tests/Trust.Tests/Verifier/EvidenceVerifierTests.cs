using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust.Tests.Evidence;

namespace AIoT.Embedded.Trust.Tests.Verifier;

/// <summary>A good token is affirmed; one that breaks a rule is refused for that rule and no other.</summary>
public sealed class EvidenceVerifierTests
{
    private readonly ManualTime _time = new();
    private readonly NonceBook _nonces;
    private readonly EvidenceVerifier _verifier;
    private readonly BootRecord _known = new(7, SampleEvidence.Claims().BootSeed, 1000);

    public EvidenceVerifierTests()
    {
        _nonces = new NonceBook(_time, TimeSpan.FromSeconds(60));
        _verifier = new EvidenceVerifier(_nonces);
    }

    private static Enrolment Enrolled => new()
    {
        Device = "pump-1",
        Ueid = SampleEvidence.Claims().Ueid,
        OemId = SampleEvidence.Claims().OemId,
        HardwareModel = "esp32-devkitc",
        Key = new SoftwareKeyProvider(SampleEvidence.Key),
        Level = KeyLevel.SoftwareKey,
    };

    private static ReferenceValues References => new()
    {
        SoftwareNames = ["AIoT.Embedded.Node"],
        SoftwareVersions = ["0.1.0", "0.2.0"],
        Firmware = [SampleEvidence.Claims().FirmwareHash],
        Releases = [new FirmwareRelease("AIoT.Embedded.Node", "0.1.0", SampleEvidence.Claims().FirmwareHash), new FirmwareRelease("AIoT.Embedded.Node", "0.2.0", new byte[32])],
        Models = [[], SampleEvidence.Claims().ModelHash],
        Configurations = [SampleEvidence.Claims().ConfigurationHash],
    };

    /// <summary>One mutant a rule that looks at claims.</summary>
    private static readonly Dictionary<EvidenceRule, Action<EvidenceClaims>> _mutants = new()
    {
        [EvidenceRule.UeidMissing] = c => c.Ueid = null,
        [EvidenceRule.UeidOther] = c => c.Ueid[5] ^= 1,
        [EvidenceRule.OemIdMissing] = c => c.OemId = null,
        [EvidenceRule.OemIdOther] = c => c.OemId[0] ^= 1,
        [EvidenceRule.HardwareModelMissing] = c => c.HardwareModel = null,
        [EvidenceRule.HardwareModelOther] = c => c.HardwareModel = "esp32-devkitd",
        [EvidenceRule.UptimeMissing] = c => c.UptimeSeconds = -1,
        [EvidenceRule.UptimeFell] = c => c.UptimeSeconds = 999,
        [EvidenceRule.DebugStatusMissing] = c => c.DebugStatus = -1,
        [EvidenceRule.BootCountMissing] = c => c.BootCount = -1,
        [EvidenceRule.BootCountFell] = c => c.BootCount = 6,
        [EvidenceRule.BootSeedMissing] = c => c.BootSeed = null,
        [EvidenceRule.BootSeedChanged] = c => c.BootSeed[0] ^= 1,
        [EvidenceRule.BootSeedRepeated] = c => c.BootCount = 8,
        [EvidenceRule.SoftwareNameMissing] = c => c.SoftwareName = null,
        [EvidenceRule.SoftwareNameOther] = c => c.SoftwareName = "Another",
        [EvidenceRule.SoftwareVersionMissing] = c => c.SoftwareVersion = null,
        [EvidenceRule.SoftwareVersionOther] = c => c.SoftwareVersion = "0.3.0",
        [EvidenceRule.ReleaseOther] = c => c.SoftwareVersion = "0.2.0",
        [EvidenceRule.MeasurementsMissing] = c => c.FirmwareHash = null,
        [EvidenceRule.FirmwareOther] = c => c.FirmwareHash[0] ^= 1,
        [EvidenceRule.ModelOther] = c => c.ModelHash[0] ^= 1,
        [EvidenceRule.ConfigurationOther] = c => c.ConfigurationHash[0] ^= 1,
        [EvidenceRule.Claims] = c => c.BootSeed = new byte[7],
    };

    [Fact]
    public void A_good_answer_is_affirmed_and_its_boot_remembered()
    {
        Verdict verdict = Verify(_ => { });
        Assert.Equal(Outcome.Affirmed, verdict.Outcome);
        Assert.Empty(verdict.Broken);
        Assert.Empty(verdict.NotCompared);
        Assert.Equal(KeyLevel.SoftwareKey, verdict.Level);
        Assert.Equal((7L, 86_400L), (verdict.Boot!.Count, verdict.Boot.UptimeSeconds));
    }

    public static TheoryData<EvidenceRule> Mutants() => [.. _mutants.Keys];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_token_that_breaks_one_rule_is_refused_for_that_rule(EvidenceRule rule)
    {
        Verdict verdict = Verify(_mutants[rule]);
        Assert.Equal(Outcome.Refused, verdict.Outcome);
        Assert.Equal([rule], verdict.Broken.Select(broken => broken.Rule));
        Assert.NotEqual("", verdict.Broken[0].Reason);

        // What was refused changes nothing that is remembered.
        Assert.Same(_known, verdict.Boot);
    }

    [Fact]
    public void Every_rule_has_a_mutant_or_a_test_of_its_own()
    {
        EvidenceRule[] elsewhere =
        [
            EvidenceRule.Form, EvidenceRule.Algorithm, EvidenceRule.Tag, EvidenceRule.DebugStatusOpen,
            EvidenceRule.NonceUnknown, EvidenceRule.NonceOfAnother, EvidenceRule.NonceUsed, EvidenceRule.NonceExpired,
        ];
        Assert.Equal(Enum.GetValues<EvidenceRule>().Order(), _mutants.Keys.Concat(elsewhere).Order());
    }

    [Fact]
    public void A_token_of_the_wrong_form_algorithm_or_key_is_not_looked_into()
    {
        byte[] good = Token(_nonces.Issue("pump-1"), _ => { });
        Refused(EvidenceRule.Form, [.. good, 0]);
        Refused(EvidenceRule.Form, good[1..]);
        Refused(EvidenceRule.Form, []);
        Refused(EvidenceRule.Form, new byte[2000]);

        // HMAC 256/64 instead of 256/256, and HMAC 384/384.
        byte[] other = [.. good];
        other[5] = 4;
        Refused(EvidenceRule.Algorithm, other);
        other[5] = 6;
        Refused(EvidenceRule.Algorithm, other);
        Refused(EvidenceRule.Tag, SampleEvidence.Token(Payload(_nonces.Issue("pump-1"), _ => { }), new byte[32]));
        other = [.. good];
        other[^1] ^= 1;
        Refused(EvidenceRule.Tag, other);

        // None of them has spent the nonce.
        Assert.Equal(Outcome.Affirmed, _verifier.Verify(Enrolled, References, _known, good).Outcome);
    }

    [Fact]
    public void A_nonce_is_good_for_one_board_once_and_for_a_time()
    {
        byte[] token = Token(_nonces.Issue("pump-1"), _ => { });
        Assert.Equal(Outcome.Affirmed, _verifier.Verify(Enrolled, References, _known, token).Outcome);
        Refused(EvidenceRule.NonceUsed, token);
        Refused(EvidenceRule.NonceUnknown, Token(new byte[32], _ => { }));
        token = Token(_nonces.Issue("fan-1"), _ => { });
        Refused(EvidenceRule.NonceOfAnother, token);
        token = Token(_nonces.Issue("pump-1"), _ => { });
        _time.Advance(TimeSpan.FromSeconds(61));
        Refused(EvidenceRule.NonceExpired, token);
        Refused(EvidenceRule.NonceUsed, token);
        token = Token(_nonces.Issue("pump-1"), _ => { });
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(Outcome.Affirmed, _verifier.Verify(Enrolled, References, _known, token).Outcome);
    }

    [Fact]
    public void Evidence_of_a_boot_is_never_affirmed()
    {
        Verdict verdict = _verifier.Verify(Enrolled, References, null, Token(null, c => c.BootCount = 9));
        Assert.Equal(Outcome.NotFresh, verdict.Outcome);
        Assert.Equal(9, verdict.Boot!.Count);

        // The recording of an older boot is seen as one.
        verdict = _verifier.Verify(Enrolled, References, verdict.Boot, Token(null, c => c.BootCount = 8));
        Assert.Equal([EvidenceRule.BootCountFell], verdict.Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void An_open_debug_port_is_refused_where_a_closed_one_is_asked_for()
    {
        ReferenceValues references = References with { LeastDebugStatus = DebugStatus.DisabledPermanently };
        Verdict verdict = _verifier.Verify(Enrolled, references, _known, Token(_nonces.Issue("pump-1"), c => c.DebugStatus = DebugStatus.DisabledSinceBoot));
        Assert.Equal([EvidenceRule.DebugStatusOpen], verdict.Broken.Select(broken => broken.Rule));
        verdict = _verifier.Verify(Enrolled, references, _known, Token(_nonces.Issue("pump-1"), c => c.DebugStatus = DebugStatus.DisabledPermanently));
        Assert.Equal(Outcome.Affirmed, verdict.Outcome);
    }

    [Fact]
    public void What_has_no_reference_value_is_said_to_be_not_compared()
    {
        Verdict verdict = _verifier.Verify(Enrolled, new ReferenceValues(), null, Token(_nonces.Issue("pump-1"), _ => { }));
        Assert.Equal(Outcome.Affirmed, verdict.Outcome);
        Assert.Equal(["swname", "swversion", "firmware", "model", "configuration"], verdict.NotCompared);
    }

    [Fact]
    public void A_board_without_a_model_is_one_where_that_is_a_reference_value()
    {
        Assert.Equal(Outcome.Affirmed, Verify(c => c.ModelHash = []).Outcome);
        Verdict verdict = Verify(c => c.ConfigurationHash = []);
        Assert.Equal([EvidenceRule.ConfigurationOther], verdict.Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void Several_broken_rules_are_all_told()
    {
        Verdict verdict = Verify(c => (c.BootCount, c.SoftwareVersion, c.ModelHash) = (2, "9", new byte[32]));
        Assert.Equal([EvidenceRule.BootCountFell, EvidenceRule.SoftwareVersionOther, EvidenceRule.ModelOther], verdict.Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void The_book_of_nonces_stays_small()
    {
        var book = new NonceBook(_time, TimeSpan.FromSeconds(60), most: 3);
        byte[][] nonces = [.. Enumerable.Range(0, 4).Select(_ => book.Issue("a"))];
        Assert.Equal(EvidenceRule.NonceUnknown, book.Use("a", nonces[0]));
        Assert.Null(book.Use("a", nonces[1]));
        Assert.Null(book.Use("a", nonces[3]));
    }

    /// <summary>Damage outside the key's reach is never affirmed; damage by the key's holder may be refused or not, but never throws.</summary>
    [Fact]
    public void No_damaged_token_throws_or_is_affirmed()
    {
        var random = new Random(TestData.Seed);
        byte[] token = Token(_nonces.Issue("pump-1"), _ => { }), payload = Payload(_nonces.Issue("pump-1"), _ => { });
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 10_000); i++)
        {
            byte[] damaged = EvidenceCodecTests.Damage(token, random);
            Verdict verdict = _verifier.Verify(Enrolled, References, _known, damaged);
            Assert.True(verdict.Outcome == Outcome.Refused || damaged.AsSpan().SequenceEqual(token), $"seed {TestData.Seed}: {Convert.ToHexString(damaged)}");
            damaged = EvidenceCodecTests.Damage(payload, random);
            if (damaged.Length > 0)
            {
                _verifier.Verify(Enrolled, References, _known, SampleEvidence.Token(damaged));
            }
        }
    }

    private static byte[] Payload(byte[]? nonce, Action<EvidenceClaims> change)
    {
        EvidenceClaims claims = SampleEvidence.Claims();
        claims.Nonce = nonce;
        change(claims);
        return SampleEvidence.Encode(claims);
    }

    private static byte[] Token(byte[]? nonce, Action<EvidenceClaims> change) => SampleEvidence.Token(Payload(nonce, change));

    private Verdict Verify(Action<EvidenceClaims> change) => _verifier.Verify(Enrolled, References, _known, Token(_nonces.Issue("pump-1"), change));

    private void Refused(EvidenceRule rule, byte[] token)
    {
        Verdict verdict = _verifier.Verify(Enrolled, References, _known, token);
        Assert.Equal(Outcome.Refused, verdict.Outcome);
        Assert.Equal([rule], verdict.Broken.Select(broken => broken.Rule));
    }

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
