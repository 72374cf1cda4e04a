using System.Text.Json;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Wire.Tests;

/// <summary>The golden vectors of tests/vectors/wire, as messages.</summary>
internal static class WireVectors
{
    public static JsonElement Load(string file)
        => JsonDocument.Parse(File.ReadAllText(TestData.InRepository($"tests/vectors/wire/{file}"))).RootElement;

    public static IEnumerable<JsonElement> Messages(string kind) => Load("messages.json").GetProperty(kind).EnumerateArray();

    public static byte[] Bytes(JsonElement vector) => Convert.FromHexString(vector.GetProperty("hex").GetString()!);

    public static Reading Reading(JsonElement v)
    {
        byte[] model = Convert.FromHexString(v.GetProperty("model").GetString()!);
        var reading = new Reading
        {
            Epoch = v.GetProperty("epoch").GetUInt32(),
            Seq = v.GetProperty("seq").GetInt64(),
            Boot = v.GetProperty("boot").GetUInt32(),
            Time = v.GetProperty("time").GetInt64(),
            Uptime = v.GetProperty("uptime").GetInt64(),
            Sensor = v.GetProperty("sensor").GetInt32(),
            Flags = v.GetProperty("flags").GetInt32(),
            HasModel = model.Length > 0,
            Rate = v.GetProperty("rate").GetInt32(),
            SpeedMilliHz = v.GetProperty("speed").GetInt32(),
            FeatureCount = Fill(v.GetProperty("features"), null),
            ScoreCount = Fill(v.GetProperty("scores"), null),
            State = v.GetProperty("decision")[0].GetInt32(),
            Class = v.GetProperty("decision")[1].GetInt32(),
            Score = v.GetProperty("decision")[2].GetInt32(),
        };
        model.CopyTo(reading.Model, 0);
        Fill(v.GetProperty("features"), reading.Features);
        Fill(v.GetProperty("scores"), reading.Scores);
        Fill(v.GetProperty("scalars"), reading.Scalars);
        return reading;
    }

    public static Cursor Cursor(JsonElement v) => new()
    {
        Epoch = v.GetProperty("epoch").GetUInt32(),
        Seq = v.GetProperty("seq").GetInt64(),
        Time = v.GetProperty("time").GetInt64(),
    };

    public static Health Health(JsonElement v) => new()
    {
        Epoch = v.GetProperty("epoch").GetUInt32(),
        Boot = v.GetProperty("boot").GetUInt32(),
        Uptime = v.GetProperty("uptime").GetInt64(),
        Produced = v.GetProperty("produced").GetInt64(),
        Acked = v.GetProperty("acked").GetInt64(),
        Refused = v.GetProperty("refused").GetInt64(),
        Errors = v.GetProperty("errors").GetInt64(),
        Firmware = v.GetProperty("firmware").GetString()!,
        Free = v.GetProperty("free").GetInt64(),
    };

    private static int Fill(JsonElement numbers, int[]? into)
    {
        int i = 0;
        foreach (JsonElement number in numbers.EnumerateArray())
        {
            into?[i] = number.GetInt32();
            i++;
        }

        return i;
    }
}
