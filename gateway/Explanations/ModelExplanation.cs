namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>A model's score for one window, explained.</summary>
/// <param name="Attribution">Of one class's score on the features, in the order of their contributions.</param>
/// <param name="Words">What a technician reads.</param>
public sealed record ModelExplanation(Attribution Attribution, SecondOpinion Second, string Words);
