using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Models;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>A model of the gateway's own, with a session of its own.</summary>
public sealed class GatewayModel(RegisteredModel model, OnnxFeatureScorer scorer) : IVectorModel
{
    public string Id => model.File;

    public string Name => $"{model.Name} {model.Version}";

    public int Inputs => scorer.Inputs;

    public IReadOnlyList<double> Score(int[] features) => scorer.Score(features) ?? throw new CannotExplainException($"{Name} takes {scorer.Inputs} values, not {features.Length}");
}
