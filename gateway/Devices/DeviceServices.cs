using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>The room of boards and their trust.</summary>
public static class DeviceServices
{
    public static IServiceCollection AddDevices(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<DeviceRegistry>();
        services.AddSingleton<IDeviceStandings>(provider => provider.GetRequiredService<DeviceRegistry>());
        return services;
    }
}
