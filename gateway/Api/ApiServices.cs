using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>What the page and the API need.</summary>
public static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<Metrics>();
        services.AddSingleton<GatewayViews>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<EventPump>();
        services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new Microsoft.OpenApi.OpenApiInfo { Title = "AIoT.Embedded gateway", Version = "1", Description = "docs/gateway.md says what each route gives and which role it needs." };
            return Task.CompletedTask;
        }));
        return services;
    }
}
