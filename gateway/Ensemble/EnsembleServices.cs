using AIoT.Embedded.Gateway.Models;

namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>The gateway's own models.</summary>
public static class EnsembleServices
{
    /// <param name="told">The model of the setting <c>model</c>; null: none.</param>
    public static IServiceCollection AddEnsemble(this IServiceCollection services, ModelRegistry registry, RegisteredModel? told)
    {
        services.AddSingleton(registry);
        services.AddSingleton(provider => new EnsembleRunner(provider.GetRequiredService<ModelRegistry>(), told, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IEnsemble>(provider => provider.GetRequiredService<EnsembleRunner>());
        services.AddHostedService(provider => provider.GetRequiredService<EnsembleRunner>());
        services.AddSingleton<LabelScores>();
        services.AddSingleton<RegistryModels>();
        return services;
    }
}
