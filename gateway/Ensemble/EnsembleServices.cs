namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>The gateway's own model, where there is one.</summary>
public static class EnsembleServices
{
    public static IServiceCollection AddEnsemble(this IServiceCollection services, OnnxFeatureScorer? model)
    {
        if (model is not null)
        {
            services.AddSingleton(provider => new IsolatedScorer(model, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<IsolatedScorer>>()));
            services.AddSingleton<IFeatureScorer>(provider => provider.GetRequiredService<IsolatedScorer>());
        }

        return services;
    }
}
