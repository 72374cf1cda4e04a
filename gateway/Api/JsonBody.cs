using System.Text.Json;
using System.Text.Json.Serialization;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A request's JSON, with a limit and with one clear line about what is wrong with it.</summary>
public static class JsonBody
{
    private const int Most = 16 * 1024;

    private static readonly JsonSerializerOptions Strict = new(GatewayJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    /// <summary>An absent body is an empty object.</summary>
    /// <exception cref="UsageException">It is too long, or not what the route takes.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        byte[] bytes = await ReadBytesAsync(context, Most);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Length == 0 ? "{}"u8 : bytes, Strict) ?? throw new UsageException("the body must be a JSON object");
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"the body is not the JSON that this route takes: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <exception cref="UsageException">It is longer than <paramref name="most"/>.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context, int most)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[8192];
        int got;
        while ((got = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            bytes.Write(buffer, 0, got);
            if (bytes.Length > most)
            {
                throw new UsageException($"the body is longer than {most} bytes");
            }
        }

        return bytes.ToArray();
    }
}
