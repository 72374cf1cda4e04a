using System.Security.Cryptography;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>
/// Judges TPM 2.0 quotes. Form, key and signature come first: nothing that the TPM has not vouched for is looked at, spends a nonce or changes a
/// record. Of the other rules every broken one is told.
/// </summary>
/// <param name="nonces">The nonces that were issued.</param>
public sealed class QuoteVerifier(INonces nonces)
{
    /// <summary>Judges a quote.</summary>
    /// <param name="enrolment">The TPM that it is said to come from.</param>
    /// <param name="known">The last moment that it has proven, or null.</param>
    /// <param name="evidence">What came.</param>
    public TpmVerdict Verify(TpmEnrolment enrolment, TpmBootRecord? known, TpmEvidence evidence)
    {
        TpmPublic key;
        TpmSignature signature;
        TpmQuote quote;
        try
        {
            key = TpmPublic.Parse(evidence.Key);
            signature = TpmSignature.Parse(evidence.Signature);
            quote = TpmQuote.Parse(evidence.Quote);
        }
        catch (TpmFormatException wrong)
        {
            return Unread(known, TpmRule.Form, wrong.Message);
        }

        if (!key.IsAttestationKey)
        {
            return Unread(known, TpmRule.KeyAttributes, $"a key with attributes {key.Attributes:x8} may sign what its TPM has not made");
        }

        if (!key.Name.AsSpan().SequenceEqual(enrolment.KeyName))
        {
            return Unread(known, TpmRule.KeyBinding, $"key {Convert.ToHexStringLower(key.Name)} is not the one that was bound to the endorsement key");
        }

        if (signature.Scheme != key.Scheme || signature.Hash != key.SchemeHash || signature.Hash != TpmConstants.Sha256)
        {
            return Unread(known, TpmRule.Scheme, $"signed with scheme {signature.Scheme:x4} and hash {signature.Hash:x4}, the key's are {key.Scheme:x4} and {key.SchemeHash:x4}");
        }

        return key.Verify(evidence.Quote, signature) ? Judge(enrolment, known, evidence, quote) : Unread(known, TpmRule.Signature, "the signature is not the key's over these bytes");
    }

    private TpmVerdict Judge(TpmEnrolment enrolment, TpmBootRecord? known, TpmEvidence evidence, TpmQuote quote)
    {
        List<BrokenTpmRule> broken = [];
        List<string> notCompared = [];
        void Break(TpmRule rule, string reason) => broken.Add(new BrokenTpmRule(rule, reason));

        if (quote.Magic != TpmConstants.Generated)
        {
            Break(TpmRule.Magic, $"it begins with {quote.Magic:x8}: no TPM has made it");
        }

        if (quote.Type != TpmConstants.AttestQuote)
        {
            Break(TpmRule.Type, $"its type is {quote.Type:x4}, a quote's is {TpmConstants.AttestQuote:x4}");
        }
        else
        {
            Registers(enrolment, evidence, quote, notCompared, Break);
        }

        Clock(known, quote, Break);
        if (enrolment.Firmware is null)
        {
            notCompared.Add("firmware");
        }
        else if (!enrolment.Firmware.Contains(quote.FirmwareVersion))
        {
            Break(TpmRule.FirmwareOther, $"the TPM's firmware {quote.FirmwareVersion:x16} is not allowed");
        }

        if (nonces.Use(enrolment.Machine, quote.ExtraData) is { } rule)
        {
            (TpmRule mine, string reason) = rule switch
            {
                EvidenceRule.NonceUnknown => (TpmRule.NonceUnknown, "the nonce was not issued here"),
                EvidenceRule.NonceOfAnother => (TpmRule.NonceOfAnother, "the nonce was issued to another machine"),
                EvidenceRule.NonceUsed => (TpmRule.NonceUsed, "the nonce was used before"),
                _ => (TpmRule.NonceExpired, "the nonce has expired"),
            };
            Break(mine, reason);
        }

        return new TpmVerdict { Broken = broken, NotCompared = notCompared, Quote = quote, Boot = broken.Count > 0 ? known : new TpmBootRecord(quote.ResetCount, quote.RestartCount, quote.Clock) };
    }

    private static void Registers(TpmEnrolment enrolment, TpmEvidence evidence, TpmQuote quote, List<string> notCompared, Action<TpmRule, string> fail)
    {
        if (quote.Selections is not [{ } selection] || !selection.IsSame(enrolment.Pcrs))
        {
            fail(TpmRule.PcrSelection, $"it is over {string.Join("; ", quote.Selections)}, asked for was {enrolment.Pcrs}");
            return;
        }

        if (evidence.Values.Count != selection.Pcrs.Count || !SHA256.HashData(evidence.Values.SelectMany(value => value).ToArray()).AsSpan().SequenceEqual(quote.PcrDigest))
        {
            fail(TpmRule.PcrDigest, "the digest is not that of the values that came with the quote");
            return;
        }

        for (int i = 0; i < selection.Pcrs.Count; i++)
        {
            int pcr = selection.Pcrs[i];
            if (enrolment.References?.TryGetValue(pcr, out IReadOnlyCollection<byte[]>? allowed) != true)
            {
                notCompared.Add($"pcr {pcr}");
            }
            else if (!allowed!.Any(value => value.AsSpan().SequenceEqual(evidence.Values[i])))
            {
                fail(TpmRule.PcrOther, $"register {pcr} is {Convert.ToHexStringLower(evidence.Values[i])}: no reference value");
            }
        }

        EventLog(enrolment, evidence, selection, notCompared, fail);
    }

    private static void EventLog(TpmEnrolment enrolment, TpmEvidence evidence, PcrSelection selection, List<string> notCompared, Action<TpmRule, string> fail)
    {
        if (evidence.EventLog is null)
        {
            if (enrolment.WantsEventLog)
            {
                fail(TpmRule.EventLogForm, "there is no event log");
            }
            else
            {
                notCompared.Add("event log");
            }

            return;
        }

        try
        {
            TpmEventLog log = TpmEventLog.Parse(evidence.EventLog);
            byte[][] registers = log.Replay();
            HashSet<int> measured = [.. log.Events.Select(entry => entry.Pcr)];
            for (int i = 0; i < selection.Pcrs.Count; i++)
            {
                // Registers that the log says nothing of were extended by what runs later.
                int pcr = selection.Pcrs[i];
                if (measured.Contains(pcr) && !registers[pcr].AsSpan().SequenceEqual(evidence.Values[i]))
                {
                    fail(TpmRule.EventLogOther, $"register {pcr} is {Convert.ToHexStringLower(evidence.Values[i])}, by the event log {Convert.ToHexStringLower(registers[pcr])}");
                }
            }
        }
        catch (TpmFormatException wrong)
        {
            fail(TpmRule.EventLogForm, wrong.Message);
        }
    }

    private static void Clock(TpmBootRecord? known, TpmQuote quote, Action<TpmRule, string> fail)
    {
        if (!quote.Safe)
        {
            fail(TpmRule.ClockUnsafe, "the TPM's clock may have been set back");
        }

        if (known is null)
        {
            return;
        }

        if ((quote.ResetCount, quote.RestartCount).CompareTo((known.ResetCount, known.RestartCount)) < 0)
        {
            fail(TpmRule.ResetFell, $"resets and restarts fell from {known.ResetCount}, {known.RestartCount} to {quote.ResetCount}, {quote.RestartCount}");
        }
        else if (quote.Clock < known.Clock)
        {
            fail(TpmRule.ClockFell, $"the TPM's clock fell from {known.Clock} ms to {quote.Clock} ms");
        }
    }

    private static TpmVerdict Unread(TpmBootRecord? known, TpmRule rule, string reason) => new() { Broken = [new BrokenTpmRule(rule, reason)], NotCompared = [], Boot = known };
}
