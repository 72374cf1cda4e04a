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
        if (v.TryGetProperty("windows", out JsonElement windows))
        {
            reading.Windows = windows.GetInt32();
        }

        if (v.TryGetProperty("novelty", out JsonElement novelty))
        {
            (reading.HasNovelty, reading.Novelty) = (true, novelty.GetInt32());
        }

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

    public static Health Health(JsonElement v)
    {
        Health health = Plain(v);
        if (v.TryGetProperty("counters", out JsonElement counters))
        {
            health.CounterCount = Fill(counters, health.Counters);
        }

        return health;
    }

    public static CaptureRequest CaptureRequest(JsonElement v) => new()
    {
        Id = v.GetProperty("id").GetUInt32(),
        Action = v.GetProperty("action").GetInt32(),
        Capture = v.GetProperty("capture").GetUInt32(),
        First = v.GetProperty("first").GetInt32(),
        Count = v.GetProperty("count").GetInt32(),
    };

    public static BaselineRequest BaselineRequest(JsonElement v) => new()
    {
        Id = v.GetProperty("id").GetUInt32(),
        Action = v.GetProperty("action").GetInt32(),
        Windows = v.GetProperty("windows").GetInt32(),
    };

    public static ConfigurationRequest ConfigurationRequest(JsonElement v)
    {
        byte[] configuration = Convert.FromHexString(v.GetProperty("configuration").GetString()!);
        return new ConfigurationRequest { Id = v.GetProperty("id").GetUInt32(), Buffer = configuration, Length = configuration.Length };
    }

    public static Answer Answer(JsonElement v) => new()
    {
        Epoch = v.GetProperty("epoch").GetUInt32(),
        Boot = v.GetProperty("boot").GetUInt32(),
        Kind = v.GetProperty("kind").GetInt32(),
        Id = v.GetProperty("id").GetUInt32(),
        Result = v.GetProperty("result").GetInt32(),
        Text = v.GetProperty("text").GetString()!,
    };

    public static CaptureChunk CaptureChunk(JsonElement v)
    {
        short[] samples = [.. v.GetProperty("samples").EnumerateArray().Select(e => e.GetInt16())];
        var chunk = new CaptureChunk
        {
            Epoch = v.GetProperty("epoch").GetUInt32(),
            Boot = v.GetProperty("boot").GetUInt32(),
            Capture = v.GetProperty("capture").GetUInt32(),
            Seq = v.GetProperty("seq").GetInt64(),
            Time = v.GetProperty("time").GetInt64(),
            Cause = v.GetProperty("cause").GetInt32(),
            Rate = v.GetProperty("rate").GetInt32(),
            NanoGPerLsb = v.GetProperty("nanoGPerLsb").GetInt32(),
            Total = v.GetProperty("total").GetInt32(),
            First = 0,
            Count = samples.Length,
        };
        chunk.SetSamples(samples);
        chunk.First = v.GetProperty("first").GetInt32();
        return chunk;
    }

    private static Health Plain(JsonElement v) => new()
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
