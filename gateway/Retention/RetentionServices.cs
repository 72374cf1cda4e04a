using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Retention;

/// <summary>What is kept how long, and whether the disk takes it.</summary>
public static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Retention);
        services.AddSingleton<StorageMonitor>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<RetentionWorker>();
        return services;
    }
}
