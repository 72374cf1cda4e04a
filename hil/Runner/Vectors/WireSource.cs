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
                .Integers(v.Longs("scalars")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("cursors"))
        {
            yield return Case(CaseKind.Cursor, "cursor", v).Integer(v.Long("epoch")).Integer(v.Long("seq")).Integer(v.Long("time")).Bytes(v.Hex("hex")).Done();
        }

        foreach (JsonElement v in messages.Items("health"))
        {
            yield return Case(CaseKind.Health, "health", v)
                .Integer(v.Long("epoch")).Integer(v.Long("boot")).Integer(v.Long("uptime")).Integer(v.Long("produced")).Integer(v.Long("acked"))
                .Integer(v.Long("refused")).Integer(v.Long("errors")).Text(v.Text("firmware")).Integer(v.Long("free")).Bytes(v.Hex("hex")).Done();
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

    private static CaseWriter Case(int kind, string what, JsonElement v) => new(kind, $"wire/{what}-{VectorJson.Slug(v.Text("name"))}");
}
