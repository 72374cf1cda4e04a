using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Trust;
using Dapper;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>The verifier with all that it needs: enrolments, keys, reference values, nonces, boot records. What it concludes is on disk and in the ledger in one transaction.</summary>
public sealed class Appraiser(
    DeviceRegistry registry, DeviceStore store, DeviceKeyVault vault, ReferenceBook references, StoredNonces nonces, LedgerTree ledger, DeviceSettings settings)
{
    /// <summary>Results kept a board, with their evidence; the ledger keeps the results for longer.</summary>
    public const int KeptResults = 200;

    private static readonly string Program = $"aiot-gateway {typeof(Appraiser).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0"}";
    private readonly EvidenceVerifier _verifier = new(nonces);

    /// <summary>Rules broken by tokens that were looked at, by the rule's name.</summary>
    public Tally Broken { get; } = new();

    /// <summary>Judges a token and changes nothing, but that a nonce which it answers is used up in memory.</summary>
    /// <returns>Null: the board has no key here.</returns>
    public Appraisal? Look(string device, byte[] token)
    {
        if (store.Find(device) is not { Key: { } key } identity)
        {
            return null;
        }

        Verdict verdict = Verify(identity, key, token);
        bool changed = false;
        if (verdict.Broken is [{ Rule: EvidenceRule.Tag }] && identity.NextKey is { } next)
        {
            Verdict other = Verify(identity, next, token);
            changed = other.Broken is not [{ Rule: EvidenceRule.Tag }];
            verdict = changed ? other : verdict;
        }

        foreach (BrokenRule broken in verdict.Broken)
        {
            Broken.Count(Name(broken.Rule));
        }

        return new Appraisal(identity, token, verdict, changed);
    }

    /// <summary>Writes the result of a token, and moves the board by it.</summary>
    public DeviceTrust Conclude(Appraisal appraisal)
    {
        Verdict verdict = appraisal.Verdict;
        string device = appraisal.Identity.Device;
        return registry.Keep(device, change =>
        {
            (DeviceStanding to, string reason) = Standing(change.Before, verdict);
            var record = new AttestationRecord
            {
                UtcMs = change.NowMs,
                Device = device,
                From = change.Before.Standing,
                To = to,
                Status = Status(verdict),
                Trustworthiness = Trustworthiness.Of(verdict),
                Broken = [.. verdict.Broken.Select(broken => new AttestationRecord.Breach(Name(broken.Rule), broken.Reason))],
                NotCompared = verdict.NotCompared,
                Nonce = verdict.Claims?.Nonce is { } nonce ? Convert.ToHexStringLower(nonce) : null,
                EvidenceSha256 = Convert.ToHexStringLower(SHA256.HashData(appraisal.Token)),
                Claims = verdict.Claims is { } claims ? ClaimsView.Of(claims) : null,
                KeyLevel = Onboarding.Words(verdict.Level),
                Verifier = Program,
                Previous = ledger.Previous,
            };
            (long id, _) = ledger.Append(change.Transaction, new LedgerEntry(
                "", 0, change.NowMs, AttestationRecord.KindName, DeviceRegistry.Word(to), JsonSerializer.Serialize(record, GatewayJson.Options)));
            if (verdict.Claims?.Nonce is { } spent)
            {
                StoredNonces.Spend(change.Writer, change.Transaction, spent);
            }

            if (verdict.Outcome == Outcome.Affirmed)
            {
                DeviceStore.Prove(change.Writer, change.Transaction, device, verdict.Boot!, change.NowMs, appraisal.ChangedKey);
            }

            change.Writer.Execute(
                "INSERT INTO attestations (device, utc_ms, record, evidence) VALUES (@device, @NowMs, @id, @Token)", new { device, change.NowMs, id, appraisal.Token }, change.Transaction);
            change.Writer.Execute(
                "DELETE FROM attestations WHERE device = @device AND id <= (SELECT id FROM attestations WHERE device = @device ORDER BY id DESC LIMIT 1 OFFSET @KeptResults)", new { device, KeptResults }, change.Transaction);
            return new DeviceTrust(to, id, to == change.Before.Standing ? change.Before.SinceUtcMs : change.NowMs, reason);
        });
    }

    /// <summary>A rule as records and counters name it.</summary>
    public static string Name(EvidenceRule rule) => JsonNamingPolicy.CamelCase.ConvertName(rule.ToString());

    private static (DeviceStanding To, string Reason) Standing(DeviceTrust before, Verdict verdict)
    {
        if (verdict.Outcome == Outcome.Refused)
        {
            BrokenRule first = verdict.Broken[0];
            string more = verdict.Broken.Count > 1 ? $" (and {verdict.Broken.Count - 1} more)" : "";
            return (DeviceStanding.Quarantined, $"{Name(first.Rule)}: {first.Reason}{more}");
        }

        if (before.Standing == DeviceStanding.Quarantined)
        {
            // A good answer does not undo what the board has shown before: that is for people to look at.
            return (DeviceStanding.Quarantined, before.Reason);
        }

        string[] wanting = [.. verdict.NotCompared.Where(name => name is "firmware" or "model")];
        return wanting.Length > 0 && !(wanting is ["model"] && verdict.Claims!.ModelHash.Length == 0)
            ? (DeviceStanding.Enrolled, $"no reference value to compare its {string.Join(" and ", wanting)} with")
            : (DeviceStanding.Attested, "answered a challenge and broke no rule");
    }

    private static string Status(Verdict verdict) =>
        verdict.Outcome == Outcome.Refused ? "contraindicated" : verdict.NotCompared.Any(name => name is not "configuration") ? "warning" : "affirming";

    private Verdict Verify(DeviceIdentityRow identity, byte[] sealedKey, byte[] token) => _verifier.Verify(
        new Enrolment
        {
            Device = identity.Device,
            Ueid = identity.Ueid,
            OemId = identity.OemId,
            HardwareModel = identity.Hardware,
            Key = new SoftwareKeyProvider(vault.Open(identity.Device, identity.Ueid, sealedKey)),
            Level = identity.Level,
        },
        references.For(identity.Hardware, settings.LeastDebugStatus),
        identity.Boot,
        token);
}
