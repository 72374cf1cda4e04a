using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>Alarms and what people do to them.</summary>
public static class AlarmServices
{
    public static IServiceCollection AddAlarms(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<AlarmStore>();
        services.AddSingleton<AlarmDesk>();
        services.AddSingleton<AlarmMetrics>();
        services.AddHostedService<AlarmKeeper>();
        return services;
    }
}
