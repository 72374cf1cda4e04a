using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>From a message to an acknowledgement.</summary>
public static class IngestServices
{
    public static IServiceCollection AddIngest(this IServiceCollection services, GatewayOptions options)
    {
        services.AddTransient<IWireCodec, WireCodec>();
        services.AddSingleton<ReadingStore>();
        services.AddHostedService<WalKeeper>();
        services.AddSingleton<StreamTable>();
        services.AddSingleton<IngestPipeline>();
        return services;
    }
}
