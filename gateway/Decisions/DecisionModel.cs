namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>A model that scored for a decision.</summary>
/// <param name="Sensor">Whose windows it scored.</param>
/// <param name="Id">Hash of the model, hex; empty: the board has no model.</param>
public sealed record DecisionModel(string Sensor, string Id, string Name);
