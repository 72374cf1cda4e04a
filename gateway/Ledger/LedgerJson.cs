using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>The files of the ledger contract: export (a JSON text a line), inclusion proof, consistency proof, head. Hashes and signatures are hex.</summary>
public static class LedgerJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new HexConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">It is none.</exception>
    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("null");

    /// <summary>First line of an export.</summary>
    /// <param name="Ledger">Version of the format: 1.</param>
    /// <param name="Size">Records that the export's newest head covers.</param>
    /// <param name="Retired">Records before the first one here that have gone at the end of their term.</param>
    /// <param name="Frontier">Full subtrees of the retired ones, largest first.</param>
    public sealed record Header(int Ledger, long Size, long Retired, IReadOnlyList<byte[]> Frontier);

    /// <summary>Another line of an export: a record or a head.</summary>
    public sealed record Line(LedgerRecord? Record = null, TreeHead? Head = null);

    /// <param name="LedgerProof">Version of the format: 1.</param>
    public sealed record InclusionFile(int LedgerProof, LedgerRecord Record, IReadOnlyList<byte[]> Path, TreeHead Head);

    /// <param name="LedgerConsistency">Version of the format: 1.</param>
    public sealed record ConsistencyFile(int LedgerConsistency, TreeHead From, TreeHead To, IReadOnlyList<byte[]> Path);

    private sealed class HexConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            try
            {
                return Convert.FromHexString(reader.GetString() ?? "");
            }
            catch (FormatException wrong)
            {
                throw new JsonException(wrong.Message);
            }
        }

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(Convert.ToHexStringLower(value));
    }
}
