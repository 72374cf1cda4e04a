using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Messaging;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>The room of raw captures.</summary>
public static class CaptureServices
{
    public static void AddCaptures(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Captures);
        services.AddSingleton<CaptureStore>();
        services.AddSingleton<CaptureInbox>();
        services.AddSingleton<CaptureDesk>();
        services.AddSingleton<CaptureViews>();
        services.AddSingleton<IMessageRoute>(provider => provider.GetRequiredService<CaptureInbox>());
        services.AddHostedService(provider => provider.GetRequiredService<CaptureInbox>());
        services.AddHostedService<CaptureOnAlarm>();
    }
}
