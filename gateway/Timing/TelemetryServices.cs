using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Timing;

/// <summary>Metrics to an OpenTelemetry collector, where the settings name one. Nothing is sent anywhere else, and nothing without.</summary>
public static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, GatewayOptions options)
    {
        if (options.Otlp is { } collector)
        {
            services.AddSingleton<GatewayMeter>();
            services.AddHostedService(provider => new TelemetrySender(provider.GetRequiredService<GatewayMeter>(), collector));
        }

        return services;
    }
}
