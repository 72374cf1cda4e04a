using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Releases;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>The room of explanations.</summary>
public static class ExplanationServices
{
    /// <summary>Folder of model images in the data folder.</summary>
    public const string ImageFolder = "models";

    public static IServiceCollection AddExplanations(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<IModelImages>(provider => new ReleasedImages(provider.GetRequiredService<ModelLibrary>(), new ModelImageFolder([Path.Combine(options.DataFolder, ImageFolder)])));
        services.AddSingleton<HealthyWindowStore>();
        services.AddSingleton<ExplanationStore>();
        services.AddSingleton<DecisionExplainer>();
        services.AddSingleton<ExplanationWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<ExplanationWorker>());
        return services;
    }
}
