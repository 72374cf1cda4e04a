namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>One part of an attribution.</summary>
/// <param name="Sensor">Whose it is.</param>
/// <param name="Feature">What of it: <c>fault</c>, <c>velocity</c>, <c>drift</c>, or a feature of the recipe.</param>
/// <param name="Value">As it was measured.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Contribution">What it adds to the score.</param>
/// <param name="Words">What a technician reads.</param>
public sealed record AttributionPart(string Sensor, string Feature, double Value, double Baseline, double Contribution, string Words);
