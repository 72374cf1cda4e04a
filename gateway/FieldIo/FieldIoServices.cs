using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>The gateway's own inputs and outputs.</summary>
public static class FieldIoServices
{
    public static IServiceCollection AddFieldIo(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(provider => provider.GetRequiredService<AssetCatalog>().FieldIo);
        services.AddSingleton(provider => FieldHardware.Of(provider.GetRequiredService<FieldIoSettings>()));
        services.AddSingleton<FieldIoService>();
        services.AddSingleton<Captures.IShaftSpeeds, FieldSpeeds>();
        services.AddHostedService(provider => provider.GetRequiredService<FieldIoService>());
        return services;
    }
}
