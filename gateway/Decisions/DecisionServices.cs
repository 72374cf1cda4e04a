using AIoT.Embedded.Gateway.Hosting;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>Decisions, as records of the ledger.</summary>
public static class DecisionServices
{
    public static IServiceCollection AddDecisions(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<DecisionStore>();
        return services;
    }
}
