using System.Buffers.Binary;
using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Tpm;

/// <summary>A good quote is affirmed; one that breaks a rule is refused for that rule and no other.</summary>
public sealed class QuoteVerifierTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly NonceBook _nonces;
    private readonly QuoteVerifier _verifier;
    private readonly SoftTpm _tpm = new();
    private readonly TpmBootRecord _known = new(3, 1, 4000);

    public QuoteVerifierTests()
    {
        _nonces = new NonceBook(_time, TimeSpan.FromSeconds(60));
        _verifier = new QuoteVerifier(_nonces);
    }

    /// <summary>One mutant a rule about what the quote says.</summary>
    private static readonly Dictionary<TpmRule, Action<SoftTpm.Words>> _mutants = new()
    {
        [TpmRule.Magic] = words => words.Magic = 0x12345678,
        [TpmRule.PcrSelection] = words => words.Selections = [PcrSelection.Sha256([0, 7, 8])],
        [TpmRule.PcrDigest] = words => words.Digest = new byte[32],
        [TpmRule.PcrOther] = words => words.Values = [words.Values[0], SHA256.HashData("other"u8)],
        [TpmRule.ClockUnsafe] = words => words.Safe = 0,
        [TpmRule.ResetFell] = words => words.Resets = 2,
        [TpmRule.ClockFell] = words => words.Clock = 3999,
        [TpmRule.FirmwareOther] = words => words.Firmware++,
    };

    public static TheoryData<TpmRule> Mutants() => [.. _mutants.Keys];

    public void Dispose() => _tpm.Dispose();

    [Fact]
    public void A_good_quote_is_affirmed_and_its_moment_remembered()
    {
        TpmVerdict verdict = Verify(_ => { });
        Assert.True(verdict.Affirmed, string.Join("; ", verdict.Broken));
        Assert.Equal(new TpmBootRecord(3, 1, 5000), verdict.Boot);
        Assert.Equal(["event log"], verdict.NotCompared);

        // A restart within a boot, and a reset with fewer restarts, are no fall.
        Assert.True(Verify(words => words.Restarts = 9).Affirmed);
        Assert.True(Verify(words => (words.Resets, words.Restarts) = (4, 0)).Affirmed);
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_quote_that_breaks_one_rule_is_refused_for_that_rule(TpmRule rule) => Refused(rule, Verify(_mutants[rule]));

    [Fact]
    public void Another_attestation_than_a_quote_is_none()
    {
        // What follows the common part is of another kind then.
        SoftTpm.Words words = Words(_nonces.Issue("gateway"));
        words.Type = 0x8014;
        Refused(TpmRule.Type, Verify(Evidence(words)));
    }

    [Fact]
    public void Restarts_count_with_their_reset_and_banks_are_not_mixed()
    {
        Refused(TpmRule.ResetFell, Verify(words => words.Restarts = 0));
        Refused(TpmRule.PcrSelection, Verify(words => words.Selections = [PcrSelection.Sha256([0, 7]) with { Hash = 0x0004 }]));
        Refused(TpmRule.PcrSelection, Verify(words => words.Selections.Add(PcrSelection.Sha256([1]))));
        Refused(TpmRule.PcrSelection, Verify(words => words.Selections = []));
    }

    [Fact]
    public void What_no_bound_key_has_signed_is_not_looked_into_and_spends_nothing()
    {
        SoftTpm.Words words = Words(_nonces.Issue("gateway"));
        TpmEvidence good = Evidence(words);
        byte[] changed = [.. good.Quote];
        changed[^1] ^= 1;
        Refused(TpmRule.Signature, Verify(good with { Quote = changed }));
        changed = [.. good.Signature];
        changed[^1] ^= 1;
        Refused(TpmRule.Signature, Verify(good with { Signature = changed }));
        using var other = new SoftTpm();
        Refused(TpmRule.KeyBinding, Verify(good with { Key = other.Public(), Signature = other.Sign(good.Quote) }));

        // A key that is not restricted could have signed bytes that its holder made up.
        Refused(TpmRule.KeyAttributes, Verify(good with { Key = _tpm.Public(SoftTpm.AttestationKey & ~(1u << 16)) }));
        Refused(TpmRule.KeyAttributes, Verify(good with { Key = _tpm.Public(SoftTpm.AttestationKey | (1u << 17)) }));
        Refused(TpmRule.Scheme, Verify(good with { Signature = _tpm.Sign(good.Quote, hash: 0x0004) }));
        Refused(TpmRule.Scheme, Verify(good with { Signature = _tpm.Sign(good.Quote, TpmConstants.RsaSsa) }));
        Refused(TpmRule.Form, Verify(good with { Quote = [.. good.Quote, 0] }));
        Refused(TpmRule.Form, Verify(good with { Quote = good.Quote[..^1] }));
        Refused(TpmRule.Form, Verify(good with { Key = [] }));
        Refused(TpmRule.Form, Verify(good with { Signature = [0, 5, 0, 11] }));
        Assert.True(Verify(good).Affirmed);
    }

    [Fact]
    public void A_nonce_is_good_for_one_machine_once_and_for_a_time()
    {
        byte[] nonce = _nonces.Issue("gateway");
        Assert.True(Verify(Evidence(Words(nonce))).Affirmed);
        Refused(TpmRule.NonceUsed, Verify(Evidence(Words(nonce))));
        Refused(TpmRule.NonceUnknown, Verify(Evidence(Words(new byte[20]))));
        Refused(TpmRule.NonceOfAnother, Verify(Evidence(Words(_nonces.Issue("other")))));
        nonce = _nonces.Issue("gateway");
        _time.Advance(TimeSpan.FromSeconds(61));
        Refused(TpmRule.NonceExpired, Verify(Evidence(Words(nonce))));
    }

    [Fact]
    public void The_event_log_played_through_must_give_the_registers()
    {
        byte[] log = Log((0, 8, SHA256.HashData("firmware"u8)), (7, 0x80000001, SHA256.HashData("secure boot"u8)));
        byte[][] registers = TpmEventLog.Parse(log).Replay();
        byte[] extended = SHA256.HashData([.. new byte[32], .. SHA256.HashData("firmware"u8)]);
        Assert.Equal(extended, registers[0]);
        SoftTpm.Words words = Words(_nonces.Issue("gateway"));
        words.Values = [registers[0], registers[7]];
        TpmEnrolment enrolment = Enrolment with { References = null, WantsEventLog = true };
        TpmVerdict verdict = _verifier.Verify(enrolment, _known, Evidence(words) with { EventLog = log });
        Assert.True(verdict.Affirmed, string.Join("; ", verdict.Broken));

        words.Nonce = _nonces.Issue("gateway");
        Refused(TpmRule.EventLogOther, _verifier.Verify(enrolment, _known, Evidence(words) with { EventLog = Log((0, 8, SHA256.HashData("firmware"u8)), (7, 8, SHA256.HashData("no secure boot"u8))) }));
        words.Nonce = _nonces.Issue("gateway");
        Refused(TpmRule.EventLogForm, _verifier.Verify(enrolment, _known, Evidence(words) with { EventLog = log[..^1] }));
        words.Nonce = _nonces.Issue("gateway");
        Refused(TpmRule.EventLogForm, _verifier.Verify(enrolment, _known, Evidence(words)));
    }

    [Fact]
    public void A_start_in_another_locality_begins_register_0_with_its_number()
    {
        byte[] log = [.. Log(), .. Event(0, 3, new byte[32], [.. "StartupLocality\0"u8, 3]), .. Event(0, 8, SHA256.HashData("x"u8), [])];
        byte[] start = new byte[32];
        start[31] = 3;
        Assert.Equal(SHA256.HashData([.. start, .. SHA256.HashData("x"u8)]), TpmEventLog.Parse(log).Replay()[0]);
    }

    [Fact]
    public void Every_rule_has_a_mutant_or_a_test_of_its_own()
    {
        TpmRule[] elsewhere =
        [
            TpmRule.Form, TpmRule.KeyAttributes, TpmRule.KeyBinding, TpmRule.Scheme, TpmRule.Signature, TpmRule.Type, TpmRule.NonceUnknown, TpmRule.NonceOfAnother, TpmRule.NonceUsed, TpmRule.NonceExpired,
            TpmRule.EventLogForm, TpmRule.EventLogOther,
        ];
        Assert.Equal(Enum.GetValues<TpmRule>().Order(), _mutants.Keys.Concat(elsewhere).Order());
    }

    [Fact]
    public void No_damaged_evidence_throws_or_is_affirmed()
    {
        var random = new Random(TestData.Seed);
        TpmEvidence good = Evidence(Words(_nonces.Issue("gateway"))) with { EventLog = Log((0, 8, new byte[32])) };
        for (int i = 0; i < 3000; i++)
        {
            byte[] Damage(byte[] bytes)
            {
                byte[] damaged = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
                if (damaged.Length > 0)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }

                return damaged;
            }

            TpmEvidence damaged = random.Next(3) switch { 0 => good with { Quote = Damage(good.Quote) }, 1 => good with { Signature = Damage(good.Signature) }, _ => good with { Key = Damage(good.Key) } };
            Assert.False(Verify(damaged).Affirmed, $"seed {TestData.Seed}");
            try
            {
                TpmEventLog.Parse(Damage(good.EventLog!)).Replay();
            }
            catch (TpmFormatException)
            {
                // Told, not thrown about.
            }
        }
    }

    /// <summary>A real TPM's quote, as Keylime's tests have it (../shared/data/attest/keylime_tpm): registers 15, 16 and 22 under an RSA key.</summary>
    [SkippableFact]
    public void A_real_quote_is_affirmed_and_one_that_was_changed_is_not()
    {
        byte[] File(string name) => System.IO.File.ReadAllBytes(TestData.Shared(Path.Combine("attest", "keylime_tpm", name)));
        byte[] quoted = File("quote.out"), values = File("quotepcr.out"), key = File("ak.pub");
        TpmQuote quote = TpmQuote.Parse(quoted);
        Assert.Equal([0, 11, .. SHA256.HashData(TpmPublic.Parse(key).Area)], File("ak.name"));

        // tpm2-tools writes the selection as C holds it, then lists of up to eight digests of 64 bytes of room each, little-endian.
        int lists = 4 + (16 * 8);
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(values.AsSpan(lists)));
        int count = (int)BinaryPrimitives.ReadUInt32LittleEndian(values.AsSpan(lists + 4));
        byte[][] registers = [.. Enumerable.Range(0, count).Select(i => values.AsSpan(lists + 8 + (66 * i) + 2, 32).ToArray())];
        var enrolment = new TpmEnrolment { Machine = "keylime", KeyName = File("ak.name"), Pcrs = PcrSelection.Sha256([15, 16, 22]), Firmware = [0x2016_0511_0016_2800] };
        var evidence = new TpmEvidence { Quote = quoted, Signature = File("quotesig.out"), Key = key, Values = registers };
        TpmVerdict verdict = new QuoteVerifier(new SingleNonce("keylime", quote.ExtraData)).Verify(enrolment, null, evidence);
        Assert.True(verdict.Affirmed, string.Join("; ", verdict.Broken));
        Assert.Equal(20, quote.ExtraData.Length);

        Refused(TpmRule.PcrSelection, new QuoteVerifier(new SingleNonce("keylime", quote.ExtraData)).Verify(enrolment with { Pcrs = PcrSelection.Sha256([15, 16]) }, null, evidence));
        Refused(TpmRule.NonceUnknown, new QuoteVerifier(new SingleNonce("keylime", new byte[20])).Verify(enrolment, null, evidence));
        Refused(TpmRule.PcrDigest, new QuoteVerifier(new SingleNonce("keylime", quote.ExtraData)).Verify(enrolment, null, evidence with { Values = [registers[0], registers[2], registers[1]] }));
        quoted[0x47] ^= 1;
        Refused(TpmRule.Signature, new QuoteVerifier(new SingleNonce("keylime", quote.ExtraData)).Verify(enrolment, null, evidence with { Quote = quoted }));
    }

    private static byte[] Log(params (int Pcr, uint Type, byte[] Digest)[] events)
    {
        byte[] header = [.. "Spec ID Event03\0"u8, 0, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 4, 0, 20, 0, 0x0B, 0, 32, 0, 0];
        return [.. Little(0), .. Little(3), .. new byte[20], .. Little((uint)header.Length), .. header, .. events.SelectMany(entry => Event(entry.Pcr, entry.Type, entry.Digest, "words"u8.ToArray()))];
    }

    private static byte[] Event(int pcr, uint type, byte[] digest, byte[] data) =>
        [.. Little((uint)pcr), .. Little(type), .. Little(2), 4, 0, .. new byte[20], 0x0B, 0, .. digest, .. Little((uint)data.Length), .. data];

    private static byte[] Little(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static void Refused(TpmRule rule, TpmVerdict verdict)
    {
        Assert.Equal([rule], verdict.Broken.Select(broken => broken.Rule));
        Assert.NotEqual("", verdict.Broken[0].Reason);
    }

    private TpmEnrolment Enrolment => new()
    {
        Machine = "gateway",
        KeyName = _tpm.Name,
        Pcrs = PcrSelection.Sha256([0, 7]),
        References = new Dictionary<int, IReadOnlyCollection<byte[]>> { [0] = [SHA256.HashData("zero"u8)], [7] = [SHA256.HashData("seven"u8)] },
        Firmware = [0x2016_0511_0016_2800],
    };

    private static SoftTpm.Words Words(byte[] nonce) => new() { Nonce = nonce };

    private TpmEvidence Evidence(SoftTpm.Words words)
    {
        byte[] quote = words.Encode();
        return new TpmEvidence { Quote = quote, Signature = _tpm.Sign(quote), Key = _tpm.Public(), Values = words.Values };
    }

    private TpmVerdict Verify(TpmEvidence evidence) => _verifier.Verify(Enrolment, _known, evidence);

    private TpmVerdict Verify(Action<SoftTpm.Words> change)
    {
        SoftTpm.Words words = Words(_nonces.Issue("gateway"));
        change(words);
        return Verify(Evidence(words));
    }
}
