using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Tpm;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway attest keys|challenge|activate|bind|quote|verify</c>: the gateway's own machine proves to a site what it has started.</summary>
public static class AttestCommand
{
    private const int Refused = 1;
    private const int UsedKept = 1000;
    private static readonly Option<string?> Tcti = new("--tcti") { Description = "The TPM, as tpm2-tss names it (device:/dev/tpmrm0, swtpm:host=127.0.0.1,port=2321); by default what it finds" };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "File to write", Required = true };
    private static readonly Option<string> Nonce = new("--nonce") { Description = "The verifier's nonce, 16 to 64 bytes in hex", Required = true };
    private static readonly Option<string> Pcrs = new("--pcrs") { Description = "Registers of the SHA-256 bank, 0,1,7 or 0-7", DefaultValueFactory = _ => "0-7" };
    private static readonly Option<bool> Ecc = new("--ecc") { Description = "The endorsement key on P-256 instead of RSA" };

    public static Command Build() => new("attest", "TPM 2.0: quote this machine's registers, and verify quotes") { Keys(), Challenge(), Activate(), Bind(), Quote(), Verify() };

    private static Command Keys()
    {
        var machine = new Option<string?>("--machine") { Description = "A name for this machine; by default its host name" };
        return Act(new Command("keys", "Machine: write the endorsement and the attestation key's public parts, and the maker's certificate where the TPM holds one") { machine, Tcti, Ecc, Output }, parsed =>
        {
            using TpmDevice tpm = TpmDevice.Open(parsed.GetValue(Tcti));
            (byte[] endorsement, byte[] key) = tpm.Keys(parsed.GetValue(Ecc));
            byte[]? certificate = tpm.EndorsementCertificate(parsed.GetValue(Ecc));
            TpmFiles.Save(
                parsed.GetValue(Output)!,
                new TpmFiles.Keys(parsed.GetValue(machine) ?? Environment.MachineName, TpmFiles.Hex(endorsement), TpmFiles.Hex(key), certificate is null ? null : TpmFiles.Hex(certificate)));
            parsed.InvocationConfiguration.Output.WriteLine(certificate is null ? "no certificate of the endorsement key is in this TPM: its maker may give it elsewhere" : $"with the endorsement key's certificate, {certificate.Length} bytes");
            return 0;
        });
    }

    private static Command Challenge()
    {
        var keys = new Argument<string>("keys") { Description = "What `attest keys` has written" };
        var secret = new Option<string>("--secret") { Description = "File for the verifier's own memory of it", Required = true };
        var roots = new Option<string?>("--roots") { Description = "Folder of TPM makers' certificates (PEM, DER): the endorsement key's certificate must lead to one that is signed by itself; code 1 where a rule is broken" };
        var certificate = new Option<string?>("--certificate") { Description = "The endorsement key's certificate (PEM or DER), where the machine's TPM holds none" };
        return Act(new Command("challenge", "Verifier: close a secret in for a machine's keys") { keys, secret, roots, certificate, Output }, parsed =>
        {
            TpmFiles.Keys told = TpmFiles.Load<TpmFiles.Keys>(parsed.GetValue(keys)!);
            TpmPublic endorsement = TpmPublic.Parse(TpmFiles.Bytes(told.Endorsement)), key = TpmPublic.Parse(TpmFiles.Bytes(told.Key));
            string? maker = null;
            if (parsed.GetValue(roots) is { } folder)
            {
                byte[] der = parsed.GetValue(certificate) is { } file ? TpmFiles.Certificate(file)
                    : told.Certificate is { } hex ? TpmFiles.Bytes(hex)
                    : throw new UsageException($"{parsed.GetValue(keys)}: holds no certificate of the endorsement key: get it from the TPM's maker and give it with --certificate FILE");
                using ManufacturerRoots makers = ManufacturerRoots.Read(folder);
                EndorsementVerdict verdict = new EndorsementVerifier(makers).Verify(endorsement, der, DateTimeOffset.UtcNow);
                foreach ((EndorsementRule rule, string reason) in verdict.Broken)
                {
                    parsed.InvocationConfiguration.Output.WriteLine($"{told.Machine}: refused: {Word(rule)}: {reason}");
                }

                if (!verdict.Affirmed)
                {
                    return Refused;
                }

                maker = $"{verdict.Tpm}, by {verdict.Root}";
            }
            else if (parsed.GetValue(certificate) is not null)
            {
                throw new UsageException("--certificate: give --roots FOLDER too: a certificate says nothing without the makers that are trusted");
            }

            byte[] word = RandomNumberGenerator.GetBytes(32);
            TpmCredential credential = TpmCredential.Make(endorsement, key.Name, word);
            TpmFiles.Save(parsed.GetValue(secret)!, new TpmFiles.Expected(told.Machine, TpmFiles.Hex(word), TpmFiles.Hex(key.Name), TpmFiles.Hex(endorsement.Name), maker));
            TpmFiles.Save(parsed.GetValue(Output)!, new TpmFiles.Challenge(told.Machine, TpmFiles.Hex(credential.Blob), TpmFiles.Hex(credential.Secret), endorsement.Type == TpmConstants.Ecc));
            return 0;
        });
    }

    private static Command Activate()
    {
        var challenge = new Argument<string>("challenge") { Description = "What `attest challenge` has written" };
        return Act(new Command("activate", "Machine: open the secret, which only the TPM with both keys can") { challenge, Tcti, Output }, parsed =>
        {
            TpmFiles.Challenge told = TpmFiles.Load<TpmFiles.Challenge>(parsed.GetValue(challenge)!);
            using TpmDevice tpm = TpmDevice.Open(parsed.GetValue(Tcti));
            byte[] secret = tpm.ActivateCredential(new TpmCredential(TpmFiles.Bytes(told.Blob), TpmFiles.Bytes(told.Secret)), told.Ecc);
            TpmFiles.Save(parsed.GetValue(Output)!, new TpmFiles.Answer(told.Machine, TpmFiles.Hex(secret)));
            return 0;
        });
    }

    private static Command Bind()
    {
        var answer = new Argument<string>("answer") { Description = "What `attest activate` has written" };
        var secret = new Option<string>("--secret") { Description = "The verifier's memory of the challenge", Required = true };
        return Act(new Command("bind", "Verifier: take the attestation key as the TPM's, where the secret is the one") { answer, secret, Output }, parsed =>
        {
            TpmFiles.Expected expected = TpmFiles.Load<TpmFiles.Expected>(parsed.GetValue(secret)!);
            TpmFiles.Answer told = TpmFiles.Load<TpmFiles.Answer>(parsed.GetValue(answer)!);
            if (!CryptographicOperations.FixedTimeEquals(TpmFiles.Bytes(expected.Secret), TpmFiles.Bytes(told.Secret)))
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{expected.Machine}: refused: keyBinding: the secret is another: the two keys are not in one TPM");
                return Refused;
            }

            TpmFiles.Save(parsed.GetValue(Output)!, new TpmFiles.Bound(expected.Machine, expected.KeyName, expected.EndorsementName, expected.Maker));
            parsed.InvocationConfiguration.Output.WriteLine($"{expected.Machine}: key {expected.KeyName} is in the TPM of endorsement key {expected.EndorsementName}, {(expected.Maker is null ? "whose maker was not asked for (--roots)" : $"a {expected.Maker}")}");
            return 0;
        });
    }

    private static Command Quote()
    {
        var log = new Option<string?>("--log") { Description = "The firmware's event log (/sys/kernel/security/tpm0/binary_bios_measurements)" };
        var machine = new Option<string?>("--machine") { Description = "This machine's name; by default its host name" };
        return Act(new Command("quote", "Machine: quote registers for a nonce") { Nonce, Pcrs, log, machine, Tcti, Output }, parsed =>
        {
            byte[] nonce = NonceOf(parsed), events = parsed.GetValue(log) is { } path ? File.ReadAllBytes(path) : [];
            PcrSelection pcrs = Selection(parsed.GetValue(Pcrs)!);
            using TpmDevice tpm = TpmDevice.Open(parsed.GetValue(Tcti));
            TpmEvidence evidence = tpm.QuotePcrs(nonce, pcrs, events.Length == 0 ? null : events);
            TpmFiles.Save(parsed.GetValue(Output)!, TpmFiles.Quoted.Of(parsed.GetValue(machine) ?? Environment.MachineName, evidence));
            return 0;
        });
    }

    private static Command Verify()
    {
        var quote = new Argument<string>("quote") { Description = "What `attest quote` has written" };
        var bound = new Option<string>("--bound") { Description = "What `attest bind` has written; the TPM's last moment and used nonces are kept in it", Required = true };
        var reference = new Option<string[]>("--reference") { Description = "PCR=SHA256: a value that the register may have; several times for several" };
        var firmware = new Option<string[]>("--firmware") { Description = "A firmware version of the TPM that is allowed, 16 hexadecimal digits" };
        var log = new Option<bool>("--wants-log") { Description = "Refuse a quote without an event log" };
        return Act(new Command("verify", "Verifier: judge a quote; code 1 where a rule is broken") { quote, bound, Nonce, Pcrs, reference, firmware, log }, parsed =>
        {
            TpmFiles.Bound known = TpmFiles.Load<TpmFiles.Bound>(parsed.GetValue(bound)!);
            TpmFiles.Quoted told = TpmFiles.Load<TpmFiles.Quoted>(parsed.GetValue(quote)!);
            byte[] nonce = NonceOf(parsed);
            string word = TpmFiles.Hex(nonce);
            var enrolment = new TpmEnrolment
            {
                Machine = known.Machine,
                KeyName = TpmFiles.Bytes(known.KeyName),
                Pcrs = Selection(parsed.GetValue(Pcrs)!),
                References = References(parsed.GetValue(reference) ?? []),
                Firmware = parsed.GetValue(firmware) is { Length: > 0 } allowed ? [.. allowed.Select(Version)] : null,
                WantsEventLog = parsed.GetValue(log),
            };
            var nonces = new SingleNonce(known.Machine, nonce);
            if (known.Used?.Contains(word) == true)
            {
                nonces.Use(known.Machine, nonce);
            }

            TpmBootRecord? moment = known.Clock is { } clock ? new TpmBootRecord(known.ResetCount ?? 0, known.RestartCount ?? 0, clock) : null;
            TpmVerdict verdict = new QuoteVerifier(nonces).Verify(enrolment, moment, told.Read());
            TextWriter output = parsed.InvocationConfiguration.Output;
            foreach (BrokenTpmRule broken in verdict.Broken)
            {
                output.WriteLine($"{known.Machine}: refused: {Word(broken.Rule)}: {broken.Reason}");
            }

            if (verdict.Quote is not null)
            {
                TpmFiles.Save(parsed.GetValue(bound)!, known with
                {
                    ResetCount = verdict.Boot?.ResetCount, RestartCount = verdict.Boot?.RestartCount, Clock = verdict.Boot?.Clock, Used = [.. (known.Used ?? []).Append(word).Distinct().TakeLast(UsedKept)],
                });
            }

            if (!verdict.Affirmed)
            {
                return Refused;
            }

            output.WriteLine($"{known.Machine}: affirmed: {enrolment.Pcrs}, {verdict.Quote!.ResetCount} resets, firmware {verdict.Quote.FirmwareVersion:x16}{(known.Maker is null ? "" : $", {known.Maker}")}{(verdict.NotCompared.Count > 0 ? $"; not compared: {string.Join(", ", verdict.NotCompared)}" : "")}");
            return 0;
        });
    }

    private static Command Act(Command command, Func<ParseResult, int> act)
    {
        command.SetAction((parsed, _) =>
        {
            try
            {
                return Task.FromResult(act(parsed));
            }
            catch (Exception wrong) when (wrong is TpmException or TpmFormatException)
            {
                throw new UsageException(wrong.Message);
            }
        });
        return command;
    }

    private static string Word(Enum rule) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(rule.ToString());

    private static byte[] NonceOf(ParseResult parsed) =>
        TpmFiles.Bytes(parsed.GetValue(Nonce)!) is { Length: >= 16 and <= 64 } nonce ? nonce : throw new UsageException("--nonce: give 16 to 64 bytes in hexadecimal digits");

    private static PcrSelection Selection(string text)
    {
        List<int> pcrs = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || last < first || last >= TpmConstants.Pcrs)
            {
                throw new UsageException($"--pcrs {text}: give registers 0 to 23, as 0,1,7 or 0-7");
            }

            pcrs.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return PcrSelection.Sha256(pcrs);
    }

    private static Dictionary<int, IReadOnlyCollection<byte[]>> References(string[] words)
    {
        Dictionary<int, IReadOnlyCollection<byte[]>> all = [];
        foreach (string word in words)
        {
            if (word.Split('=') is not [{ } number, { Length: 64 } hash] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int pcr) || pcr >= TpmConstants.Pcrs)
            {
                throw new UsageException($"--reference {word}: give PCR=SHA256, the hash as 64 hexadecimal digits");
            }

            all[pcr] = [.. all.GetValueOrDefault(pcr, []), TpmFiles.Bytes(hash)];
        }

        return all;
    }

    private static ulong Version(string text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong version) ? version : throw new UsageException($"--firmware {text}: give 16 hexadecimal digits");
}
