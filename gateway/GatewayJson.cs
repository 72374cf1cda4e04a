using System.Text.Encodings.Web;
using System.Text.Json;

namespace AIoT.Embedded.Gateway;

/// <summary>One way of writing JSON, for the API, the decisions and what fusion remembers.</summary>
public static class GatewayJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Default };
}
