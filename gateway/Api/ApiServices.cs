using AIoT.Embedded.Gateway.Api.Description;
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
        services.AddOpenApi(ApiDescription.Describe);
        return services;
    }
}
