namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>A score, laid on what it was made of: <see cref="Base"/> + the contributions = <see cref="Score"/>.</summary>
/// <param name="Of">What the score is: <c>health</c>, <c>fault</c>, or a class of a model.</param>
/// <param name="Method">How the contributions were found: <c>shapley-exact</c>, <c>shapley-permutations</c>, <c>kernel-shap-exact</c>, <c>kernel-shap-sampled</c>.</param>
/// <param name="Base">The score with all parts at their baseline.</param>
/// <param name="Score">The score as it is.</param>
/// <param name="Sum">Sum of the contributions: score - base. All three are rounded to 1e-10, and so are the contributions, whose decimals add up to the sum.</param>
/// <param name="Error">Greatest standard error of a contribution; 0 where nothing was sampled.</param>
/// <param name="Evaluations">How many times the score was computed.</param>
/// <param name="Parts">Greatest contribution first; those of exactly 0 are left out.</param>
public sealed record Attribution(
    string Of, string Method, double Base, double Score, double Sum, double Error, int Evaluations, IReadOnlyList<AttributionPart> Parts);
