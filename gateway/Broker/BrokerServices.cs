using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Messaging;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>The private broker, where there is one, and the gateway's own connection.</summary>
public static class BrokerServices
{
    public static IServiceCollection AddBroker(this IServiceCollection services, GatewayOptions options)
    {
        if (options.Broker is null)
        {
            services.AddSingleton(provider => new PrivateBroker(options.DataFolder, options.BrokerSecurity, options.BrokerListen, provider.GetRequiredService<ILogger<PrivateBroker>>()));
        }
        
        services.AddHostedService(provider => new CertificateKeeper(options.DataFolder, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CertificateKeeper>>()));
        services.AddSingleton<IMessageClient>(provider => new MosquittoMessageClient(
            options.Broker ?? provider.GetRequiredService<PrivateBroker>().Access, "aiot-gateway", provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MosquittoMessageClient>>()));
        return services;
    }
}
