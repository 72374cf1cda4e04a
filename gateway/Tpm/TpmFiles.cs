using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Tpm;

/// <summary>The files that a quoting machine and a verifier hand to each other: JSON, bytes in hex.</summary>
internal static class TpmFiles
{
    private const int Most = 16 << 20;
    private static readonly JsonSerializerOptions Options = new(GatewayJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, WriteIndented = true };

    /// <summary>A machine's keys: nothing says yet that they are a TPM's.</summary>
    /// <param name="Certificate">The endorsement key's, DER; absent: the TPM holds none.</param>
    public sealed record Keys(string Machine, string Endorsement, string Key, string? Certificate = null);

    /// <summary>A secret closed in for them.</summary>
    public sealed record Challenge(string Machine, string Blob, string Secret, bool Ecc);

    /// <summary>The verifier's own memory of a challenge.</summary>
    /// <param name="Maker">The TPM and the root that its endorsement key's certificate leads to; absent: not asked for.</param>
    public sealed record Expected(string Machine, string Secret, string KeyName, string EndorsementName, string? Maker = null);

    /// <summary>The secret, told.</summary>
    public sealed record Answer(string Machine, string Secret);

    /// <summary>A key that was proven to be in the TPM of an endorsement key; with the last moment that it has proven, and the nonces that it has used.</summary>
    public sealed record Bound(string Machine, string KeyName, string EndorsementName, string? Maker = null, uint? ResetCount = null, uint? RestartCount = null, ulong? Clock = null, IReadOnlyList<string>? Used = null);

    /// <summary>A quote with all that belongs to it.</summary>
    public sealed record Quoted(string Machine, string Quote, string Signature, string Key, IReadOnlyList<string> Values, string? EventLog)
    {
        public static Quoted Of(string machine, TpmEvidence evidence) => new(
            machine, Hex(evidence.Quote), Hex(evidence.Signature), Hex(evidence.Key), [.. evidence.Values.Select(Hex)], evidence.EventLog is null ? null : Hex(evidence.EventLog));

        public TpmEvidence Read() => new()
        {
            Quote = Bytes(Quote), Signature = Bytes(Signature), Key = Bytes(Key), Values = [.. Values.Select(Bytes)], EventLog = EventLog is null ? null : Bytes(EventLog),
        };
    }

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <exception cref="UsageException">It is no hex.</exception>
    public static byte[] Bytes(string hex)
    {
        try
        {
            return Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            throw new UsageException($"`{(hex.Length > 40 ? hex[..40] + "..." : hex)}` is not hexadecimal");
        }
    }

    /// <exception cref="UsageException">The file is absent or another.</exception>
    public static T Load<T>(string path)
        where T : class
    {
        try
        {
            return new FileInfo(path).Length <= Most ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), Options) ?? throw new JsonException("empty") : throw new IOException("too large");
        }
        catch (Exception wrong) when (wrong is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: this is not the file that this command takes: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>A certificate as DER, from a file of either form.</summary>
    /// <exception cref="UsageException">The file is absent or another.</exception>
    public static byte[] Certificate(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: no such file");
        }

        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            return certificate.RawData;
        }
        catch (Exception wrong) when (wrong is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: this is no certificate (PEM or DER): {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Mode 0600.</summary>
    public static void Save(string path, object content) => PrivateFile.Write(path, JsonSerializer.Serialize(content, Options) + "\n");
}
