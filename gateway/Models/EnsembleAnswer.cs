namespace AIoT.Embedded.Gateway.Models;

/// <summary>The gateway's own models.</summary>
/// <param name="Dropped">Windows that the models that do not count never saw.</param>
public sealed record EnsembleAnswer(IReadOnlyList<EnsembleModelView> Models, long Dropped);
