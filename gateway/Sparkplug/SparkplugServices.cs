using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>The edge node, where the settings ask for one.</summary>
public static class SparkplugServices
{
    public static IServiceCollection AddSparkplug(this IServiceCollection services, GatewayOptions options)
    {
        if (options.Sparkplug is not { } settings)
        {
            return services;
        }
        
        services.AddSingleton(new EdgeNodeOptions { Group = settings.Group, Node = settings.Node, PrimaryHost = settings.PrimaryHost });
        services.AddSingleton<IBirthNumbers>(new BirthNumberFile(Path.Combine(options.DataFolder, "sparkplug.bdseq")));
        services.AddSingleton<IEdgeSource>(provider => new GatewayEdgeSource(
            provider.GetRequiredService<AssetCatalog>(), provider.GetRequiredService<FusionWorker>(), provider.GetRequiredService<StreamTable>(), provider.GetRequiredService<GatewayDatabase>(),
            provider.GetRequiredService<IWireCodec>(), provider.GetRequiredService<TimeProvider>(), Path.Combine(options.DataFolder, "sparkplug.position"), settings.Silence));
        services.AddSingleton<Func<IEdgeTransport>>(provider => () => new MosquittoEdgeTransport(
            settings.Broker ?? options.Broker ?? provider.GetRequiredService<PrivateBroker>().Access, $"aiot-edge-{settings.Group}-{settings.Node}"));
        services.AddSingleton<EdgeNode>();
        services.AddHostedService<SparkplugService>();
        return services;
    }
}
