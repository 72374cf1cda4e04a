using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.Evidence;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>The room of boards and their trust.</summary>
public static class DeviceServices
{
    public static IServiceCollection AddDevices(this IServiceCollection services, GatewayOptions options)
    {
        services.AddDeviceRecords(options.DataFolder, options.Devices);
        services.AddSingleton<DeviceMetrics>();
        services.AddSingleton<AttestationWorker>();
        services.AddSingleton<IMessageRoute>(provider => provider.GetRequiredService<AttestationWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<AttestationWorker>());
        return services;
    }

    /// <summary>What works on a data folder without a broker: for the commands beside a gateway that does not run.</summary>
    public static IServiceCollection AddDeviceRecords(this IServiceCollection services, string folder, DeviceSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<DeviceRegistry>();
        services.AddSingleton<IDeviceStandings>(provider => provider.GetRequiredService<DeviceRegistry>());
        services.AddSingleton<DeviceStore>();
        services.AddSingleton(provider => DeviceKeyVault.Open(folder, DeviceStore.HasKeys(provider.GetRequiredService<GatewayDatabase>())));
        services.AddSingleton<ClaimBook>();
        services.AddSingleton<Onboarding>();
        services.AddSingleton<ReferenceBook>();
        services.AddSingleton(provider => new StoredNonces(provider.GetRequiredService<GatewayDatabase>(), provider.GetRequiredService<TimeProvider>(), settings.NonceLifetime));
        services.AddSingleton<Appraiser>();
        services.AddSingleton<AttestationResults>();
        return services;
    }
}
