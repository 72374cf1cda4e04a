namespace AIoT.Embedded.Gateway.Api;

/// <summary>The page asks nobody but this gateway, and nobody else's page may ask it.</summary>
public static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        return next(context);
    });

    /// <summary>On a loopback address only loopback names are answered: a foreign name that resolves here is a trick (DNS rebinding).</summary>
    public static void UseLoopbackNamesOnly(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]" or "::1")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    });
}
