using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Security;

/// <summary>Keys, sessions and who may what.</summary>
public static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(provider => new AccessRules(options.LoopbackWithoutKey, provider.GetRequiredService<RunFile>().Token));
        services.AddSingleton(new ApiKeyFile(options.DataFolder));
        services.AddSingleton<Sessions>();
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<AccessControl>();
        return services;
    }
}
