using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/evidence: tokens from claims, and challenges.</summary>
public sealed class EvidenceSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "EvidenceVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        JsonElement root = VectorJson.Load(Path.Combine(folder, "evidence", "tokens.json"));
        int number = 1;
        foreach (JsonElement token in root.Items("tokens"))
        {
            JsonElement claims = token.GetProperty("claims");
            yield return new CaseWriter(CaseKind.EvidenceToken, string.Create(CultureInfo.InvariantCulture, $"evidence/token-{number++}"))
                .Bytes(Hex(claims, "nonce")).Bytes(Hex(claims, "ueid")).Bytes(Hex(claims, "oemid")).Text(Text(claims, "hwmodel"))
                .Integer(claims.Long("uptime")).Integer(claims.Long("dbgstat")).Integer(claims.Long("bootcount")).Bytes(Hex(claims, "bootseed"))
                .Text(Text(claims, "swname")).Text(Text(claims, "swversion"))
                .Bytes(Hex(claims, "firmware")).Bytes(Hex(claims, "model")).Bytes(Hex(claims, "configuration"))
                .Bytes(root.Hex("key")).Bytes(token.Hex("payload")).Bytes(token.Hex("token")).Done();
        }

        number = 1;
        foreach (JsonElement challenge in root.Items("challenges"))
        {
            yield return new CaseWriter(CaseKind.Challenge, string.Create(CultureInfo.InvariantCulture, $"evidence/challenge-{number++}"))
                .Bytes(challenge.Hex("nonce")).Integer(challenge.Long("id")).Bytes(challenge.Hex("hex")).Done();
        }
    }

    private static byte[] Hex(JsonElement claims, string name) => Convert.FromHexString(Text(claims, name));

    private static string Text(JsonElement claims, string name) => claims.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
}
