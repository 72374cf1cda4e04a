using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Retention;

/// <summary>What is kept how long, and whether the disk takes it.</summary>
public static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Retention);
        services.AddSingleton<StorageMonitor>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton(provider => new ClockWatch(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StreamTable>().Snapshot().Select(stream => stream.LastReceivedMs).DefaultIfEmpty().Max()));
        services.AddSingleton<RetentionWorker>();
        return services;
    }
}
