using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>A registered model as the API gives it.</summary>
public sealed record ModelView(RegisteredModel Model, EnsembleStatus Status, ModelStatistics.Summary Statistics);
