using System.Text.Json;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/wire: messages both ways, and what a reader must refuse.</summary>
public sealed class WireSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "MessageVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        JsonElement messages = VectorJson.Load(Path.Combine(folder, "wire", "messages.json"));
        foreach (JsonElement v in messages.Items("readings"))
        {
            yield return Case(CaseKind.Reading, "reading", v)
                .Integer(v.Long("epoch")).Integer(v.Long("seq")).Integer(v.Long("boot")).Integer(v.Long("time")).Integer(v.Long("uptime"))
                .Integer(v.Long("sensor")).Integer(v.Long("flags")).Bytes(v.Hex("model")).Integer(v.Long("rate")).Integer(v.Long("speed"))
                .Integers(v.Longs("features")).Integers(v.Longs("scores"))
                .Integer(v.Longs("decision")[0]).Integer(v.Longs("decision")[1]).Integer(v.Longs("decision")[2])
                .Integers(v.Longs("scalars")).Integer(v.Long("windows", absent: 1)).Integer(v.TryGetProperty("novelty", out _) ? 1 : 0).Integer(v.Long("novelty"))
                .Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("cursors"))
        {
            yield return Case(CaseKind.Cursor, "cursor", v).Integer(v.Long("epoch")).Integer(v.Long("seq")).Integer(v.Long("time")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("health"))
        {
            yield return Case(CaseKind.Health, "health", v)
                .Integer(v.Long("epoch")).Integer(v.Long("boot")).Integer(v.Long("uptime")).Integer(v.Long("produced")).Integer(v.Long("acked"))
                .Integer(v.Long("refused")).Integer(v.Long("errors")).Text(v.Text("firmware")).Integer(v.Long("free"))
                .Integers(v.TryGetProperty("counters", out _) ? v.Longs("counters") : []).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("captureRequests"))
        {
            yield return Fields(Case(CaseKind.CaptureRequest, "capture-request", v), v, "id", "action", "capture", "first", "count").Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("baselineRequests"))
        {
            yield return Fields(Case(CaseKind.BaselineRequest, "baseline-request", v), v, "id", "action", "windows").Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("configurationRequests"))
        {
            yield return Case(CaseKind.ConfigurationRequest, "configuration-request", v).Integer(v.Long("id")).Bytes(v.Hex("configuration")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("answers"))
        {
            yield return Fields(Case(CaseKind.Answer, "answer", v), v, "epoch", "boot", "kind", "id", "result").Text(v.Text("text")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("captureChunks"))
        {
            yield return Fields(Case(CaseKind.CaptureChunk, "capture-chunk", v), v, "epoch", "boot", "capture", "seq", "time", "cause", "rate", "nanoGPerLsb", "total", "first")
                .Integers(v.Longs("samples")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("modelOffers"))
        {
            yield return Case(CaseKind.ModelOffer, "model-offer", v).Integer(v.Long("id")).Bytes(v.Hex("hash")).Integer(v.Long("total")).Integer(v.Long("version")).Text(v.Text("model")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("modelChunks"))
        {
            yield return Case(CaseKind.ModelChunk, "model-chunk", v).Integer(v.Long("id")).Bytes(v.Hex("hash")).Integer(v.Long("first")).Bytes(v.Hex("data")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("modelReports"))
        {
            yield return Fields(Fields(Case(CaseKind.ModelReport, "model-report", v), v, "epoch", "boot", "state").Bytes(v.Hex("active")).Integer(v.Long("activeVersion")).Bytes(v.Hex("offered")), v, "received", "total", "refusal")
                .Text(v.Text("text")).Integers(v.Longs("refusals")).Integer(v.Long("switches")).Integer(v.Long("fallbacks")).Bytes(v.Hex("hex")).Done();
        }

        JsonElement strictness = VectorJson.Load(Path.Combine(folder, "wire", "strictness.json"));
        foreach (JsonElement v in strictness.Items("refused"))
        {
            yield return Case(CaseKind.Strictness, "refused", v).Text(v.Text("reason")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in strictness.Items("accepted"))
        {
            yield return Case(CaseKind.Strictness, "accepted", v).Text("").Bytes(v.Hex("hex")).Done();
        }
    }

    private static readonly string[] Known = ["readings", "cursors", "health", "captureRequests", "baselineRequests", "configurationRequests", "answers", "captureChunks", "modelOffers", "modelChunks", "modelReports"];

    /// <summary>Kinds of messages in the file that no player replays: a test holds that there are none.</summary>
    public static IReadOnlyList<string> Unplayed(string folder) =>
        [.. VectorJson.Load(Path.Combine(folder, "wire", "messages.json")).EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Array).Select(one => one.Name).Except(Known)];

    private static CaseWriter Fields(CaseWriter writer, JsonElement v, params string[] names)
    {
        foreach (string name in names)
        {
            writer.Integer(v.Long(name));
        }

        return writer;
    }

    private static CaseWriter Case(int kind, string what, JsonElement v) => new(kind, $"wire/{what}-{VectorJson.Slug(v.Text("name"))}");
}
