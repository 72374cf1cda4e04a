using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.Gateway.Security;

/// <summary>Lets a request through when its key's role is at least what the route asks for (viewer, where it says nothing).</summary>
public sealed partial class AccessControl(ApiKeyFile keys, Sessions sessions, AccessRules rules, WrongKeys wrong, ILogger<AccessControl> logger)
{
    /// <summary>What is said to a wrong key behind <see cref="WrongKeys.AMinute"/> others.</summary>
    public const string TooMany = "too many wrong keys from this address: wait a minute";

    /// <summary>What a route asks for.</summary>
    public sealed record Needs(ApiRole Role);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsGuarded(context.Request.Path))
        {
            await next(context);
            return;
        }

        IPAddress from = context.Connection.RemoteIpAddress ?? IPAddress.None;
        (ApiRole role, Caller caller, bool wrongKey) = RoleOf(context, from);
        bool tooMany = wrongKey && IsTooMany(KeyIn(context.Request)!, from);

        context.Items[nameof(ApiRole)] = role;
        context.Items[nameof(Caller)] = caller;
        ApiRole needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>()?.Role ?? ApiRole.Viewer;
        if (role >= needs)
        {
            await next(context);
            return;
        }

        if (tooMany)
        {
            context.Response.Headers.RetryAfter = "60";
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, TooMany);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await (role == ApiRole.None
            ? RefuseAsync(context, StatusCodes.Status401Unauthorized, wrongKey ? "this key is not known here" : "an API key is needed: Authorization: Bearer KEY")
            : RefuseAsync(context, StatusCodes.Status403Forbidden, $"this key is a {role.ToString().ToLowerInvariant()}'s, and this needs a {needs.ToString().ToLowerInvariant()}'s"));
    }

    /// <summary>Opens a session for a key.</summary>
    /// <param name="tooMany">It was one wrong key too many.</param>
    /// <returns>The session's token; null: a wrong key, which has been counted.</returns>
    public string? SignIn(string key, IPAddress? from, out bool tooMany)
    {
        tooMany = false;
        if (keys.Find(key) is { } found)
        {
            return sessions.Open(found.Id);
        }

        tooMany = IsTooMany(key, from ?? IPAddress.None);
        return null;
    }

    public static ApiRole RoleOf(HttpContext context) => context.Items[nameof(ApiRole)] is ApiRole role ? role : ApiRole.None;

    /// <summary>Whose request it is.</summary>
    public static Caller CallerOf(HttpContext context) => context.Items[nameof(Caller)] as Caller ?? Caller.Nobody;

    private static bool IsGuarded(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/metrics");

    private static Task RefuseAsync(HttpContext context, int code, string why)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsJsonAsync(new { error = why });
    }

    private (ApiRole Role, Caller Caller, bool WrongKey) RoleOf(HttpContext context, IPAddress from)
    {
        if (KeyIn(context.Request) is { } key)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(rules.LocalToken)))
            {
                return (ApiRole.Admin, Caller.Local, false);
            }

            return keys.Find(key) is { } found ? (found.Role, new Caller(found.Id, found.Name), false) : (ApiRole.None, Caller.Nobody, true);
        }

        // A cookie travels by itself: only pages of this gateway may use it for more than reading.
        if (context.Request.Cookies[Sessions.Cookie] is { } token && sessions.KeyOf(token) is { } id && keys.Keys().FirstOrDefault(kept => kept.Id == id) is { } signedIn
            && (HttpMethods.IsGet(context.Request.Method) || context.Request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or ""))
        {
            return (signedIn.Role, new Caller(signedIn.Id, signedIn.Name), false);
        }

        return rules.IsOpenTo(from) ? (ApiRole.Viewer, Caller.Local, false) : (ApiRole.None, Caller.Nobody, false);
    }

    private static string? KeyIn(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header[7..].Trim();
        }

        return request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key ? key : null;
    }

    private bool IsTooMany(string key, IPAddress from)
    {
        int count = wrong.Add(from);
        if (count == WrongKeys.AMinute)
        {
            LogWrong(from, count, PublicPart(key));
        }

        return count > WrongKeys.AMinute;
    }

    /// <summary>What a key is called, so that whoever has an old one can be found; nothing of the secret, and nothing that a log could stumble over.</summary>
    private static string PublicPart(string key) => key.Split('_') is [_, { Length: 8 } id, _] && id.All(char.IsAsciiHexDigit) ? id : "none of this gateway's kind";

    [LoggerMessage(LogLevel.Warning, "{From}: {Count} wrong API keys within a minute, the last one's id {Id}")]
    private partial void LogWrong(IPAddress from, int count, string id);
}
