using System.Text.Json;

namespace AIoT.Embedded.Wire.Tests;

/// <summary>The golden vectors of the messages about models.</summary>
internal static class ModelVectors
{
    public static ModelOffer Offer(JsonElement v)
    {
        var offer = new ModelOffer { Id = v.GetProperty("id").GetUInt32(), Total = v.GetProperty("total").GetInt32(), ModelVersion = v.GetProperty("version").GetUInt32(), ModelId = v.GetProperty("model").GetString()! };
        Hex(v, "hash").CopyTo(offer.Hash, 0);
        return offer;
    }

    public static ModelChunk Chunk(JsonElement v)
    {
        byte[] data = Hex(v, "data");
        var chunk = new ModelChunk { Id = v.GetProperty("id").GetUInt32(), First = v.GetProperty("first").GetInt32(), Buffer = data, Length = data.Length };
        Hex(v, "hash").CopyTo(chunk.Hash, 0);
        return chunk;
    }

    public static ModelReport Report(JsonElement v)
    {
        byte[] active = Hex(v, "active"), offered = Hex(v, "offered");
        var report = new ModelReport
        {
            Epoch = v.GetProperty("epoch").GetUInt32(),
            Boot = v.GetProperty("boot").GetUInt32(),
            State = v.GetProperty("state").GetInt32(),
            HasActive = active.Length > 0,
            ActiveVersion = v.GetProperty("activeVersion").GetUInt32(),
            HasOffered = offered.Length > 0,
            Received = v.GetProperty("received").GetInt32(),
            Total = v.GetProperty("total").GetInt32(),
            Refusal = v.GetProperty("refusal").GetInt32(),
            Text = v.GetProperty("text").GetString()!,
            Switches = v.GetProperty("switches").GetUInt32(),
            Fallbacks = v.GetProperty("fallbacks").GetUInt32(),
        };
        active.CopyTo(report.Active, 0);
        offered.CopyTo(report.Offered, 0);
        for (int i = 0; i < ModelRefusal.Count; i++)
        {
            report.Refusals[i] = v.GetProperty("refusals")[i].GetInt32();
        }

        return report;
    }

    private static byte[] Hex(JsonElement v, string name) => Convert.FromHexString(v.GetProperty(name).GetString()!);
}
