using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>From readings to a machine's state.</summary>
public static class FusionServices
{
    public static IServiceCollection AddFusion(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<FusionStore>();
        services.AddSingleton<OutlookReader>();
        services.AddSingleton<FusionWorker>();
        return services;
    }
}
