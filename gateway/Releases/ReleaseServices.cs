using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Messaging;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>The room of models for boards.</summary>
public static class ReleaseServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services, GatewayOptions options)
    {
        services.AddReleaseRecords();
        services.AddSingleton(options.Releases);
        services.AddSingleton<ReleaseWorker>();
        services.AddSingleton<IMessageRoute>(provider => provider.GetRequiredService<ReleaseWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<ReleaseWorker>());
        return services;
    }

    /// <summary>What works on a data folder without a broker; wants the room of boards.</summary>
    public static IServiceCollection AddReleaseRecords(this IServiceCollection services)
    {
        services.AddSingleton<ModelLibrary>();
        services.AddSingleton<OfferBook>();
        return services;
    }
}
