using AIoT.Embedded.Gateway.Security;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Signing the page in and out: a key for a cookie.</summary>
public static class SessionEndpoints
{
    public sealed record SignIn(string Key);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/session", (HttpContext context) => new { role = AccessControl.RoleOf(context).ToString().ToLowerInvariant() }).WithMetadata(new AccessControl.Needs(ApiRole.None));
        api.MapPost("/session", (SignIn body, HttpContext context, AccessControl access) =>
        {
            if (access.SignIn(body.Key.Trim(), context.Connection.RemoteIpAddress) is not { } token)
            {
                return Results.Json(new { error = "this key is not known here" }, statusCode: StatusCodes.Status401Unauthorized);
            }

            context.Response.Cookies.Append(Sessions.Cookie, token, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = Sessions.Length, Path = "/",
            });
            return Results.NoContent();
        }).WithMetadata(new AccessControl.Needs(ApiRole.None));
        api.MapDelete("/session", (HttpContext context, Sessions sessions) =>
        {
            if (context.Request.Cookies[Sessions.Cookie] is { } token)
            {
                sessions.Close(token);
            }

            context.Response.Cookies.Delete(Sessions.Cookie);
            return Results.NoContent();
        }).WithMetadata(new AccessControl.Needs(ApiRole.None));
    }
}
