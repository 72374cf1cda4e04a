using System.Text.Json;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>What a primary host says of itself (Sparkplug 3.0, 6.4.27: JSON with online and timestamp).</summary>
public readonly record struct HostState(bool Online, long TimestampMs)
{
    /// <summary>Reads a STATE message; false for anything but the two members of the right kind.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out HostState state)
    {
        state = default;
        if (json.Length > 1024)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("online", out JsonElement online) || online.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                || !root.TryGetProperty("timestamp", out JsonElement stamp) || stamp.ValueKind != JsonValueKind.Number || !stamp.TryGetInt64(out long at))
            {
                return false;
            }

            state = new HostState(online.GetBoolean(), at);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
