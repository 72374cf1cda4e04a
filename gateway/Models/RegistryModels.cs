using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>Models by the name that a decision record gives them, without isolation: for replays and explanations, never for fusion.</summary>
public sealed class RegistryModels(ModelRegistry registry) : IDisposable
{
    private readonly Dictionary<string, Loaded?> _models = [];

    /// <returns>Null: neither the list nor the folder knows it any more.</returns>
    public IEnsemble? Find(string id) => Load(id);

    /// <returns>The model's entry and a scorer of its own; null: it is not known any more.</returns>
    public (RegisteredModel Model, OnnxFeatureScorer Scorer)? Open(string id) => Load(id) is { } loaded ? (loaded.Model, loaded.Scorer) : null;

    public void Dispose()
    {
        foreach (Loaded? loaded in _models.Values)
        {
            loaded?.Scorer.Dispose();
        }

        _models.Clear();
    }

    private Loaded? Load(string id)
    {
        if (_models.TryGetValue(id, out Loaded? known))
        {
            return known;
        }

        IReadOnlyList<RegisteredModel> all = registry.LoadAll();
        RegisteredModel? model = all.FirstOrDefault(entry => entry.Id == id) ?? all.FirstOrDefault(entry => IsOlderName(entry, id));
        return _models[id] = model is not null && File.Exists(registry.PathOf(model)) ? new Loaded(model, OnnxFeatureScorer.Load(registry.PathOf(model))) : null;
    }

    /// <summary>Gateways before version 3 of the record called the model of the setting by its file and the first 16 digits of its hash.</summary>
    internal static bool IsOlderName(RegisteredModel entry, string id) => entry.Input == ModelInput.Window && id.Split(' ')[^1] is { Length: 16 } digits && entry.File.StartsWith(digits, StringComparison.Ordinal);

    private sealed record Loaded(RegisteredModel Model, OnnxFeatureScorer Scorer) : IEnsemble
    {
        public bool HasModels => true;

        public string Of(string machine) => Model.Id;

        public IReadOnlyDictionary<string, double>? Score(MachineAsset machine, int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, IReadOnlyDictionary<string, double> board) =>
            MachineInput.Of(Model.Input, sensor, features) is { } input && Scorer.Score(input) is { } scores ? Model.Named(scores, meaning) : null;
    }
}
