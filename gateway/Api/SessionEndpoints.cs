using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Security;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Signing the page in and out: a key for a cookie.</summary>
public static class SessionEndpoints
{
    public sealed record SignIn(string Key);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/session", (HttpContext context) => new SessionAnswer(AccessControl.RoleOf(context).ToString().ToLowerInvariant())).WithMetadata(new AccessControl.Needs(ApiRole.None));
        api.MapPost("/session", async (HttpContext context, AccessControl access) =>
        {
            SignIn body;
            try
            {
                body = await JsonBody.ReadAsync<SignIn>(context);
            }
            catch (UsageException wrong)
            {
                return Problem.Bad(wrong.Message);
            }

            if (access.SignIn(body.Key.Trim(), context.Connection.RemoteIpAddress, out bool tooMany) is not { } token)
            {
                return tooMany ? Problem.Of(StatusCodes.Status429TooManyRequests, AccessControl.TooMany) : Problem.Of(StatusCodes.Status401Unauthorized, "this key is not known here");
            }

            context.Response.Cookies.Append(Sessions.Cookie, token, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = Sessions.Length, Path = "/",
            });
            return Results.NoContent();
        }).WithMetadata(new AccessControl.Needs(ApiRole.None)).Accepts<SignIn>("application/json");
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
