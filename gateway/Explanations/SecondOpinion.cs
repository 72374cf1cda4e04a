namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>What another method says of the same score.</summary>
/// <param name="Method"><c>lime</c>.</param>
/// <param name="Fidelity">How much of the score's scatter around this vector its linear model tells (weighted R squared, at most 1).</param>
/// <param name="Agreement">Spearman's rank correlation of its coefficients with the Shapley values, -1..1.</param>
/// <param name="Agrees">Both put the same feature first, and the ranks agree by 0.6 or more.</param>
/// <param name="Samples">Vectors that it drew.</param>
/// <param name="Contributions">Its coefficient of each feature, in the recipe's order, rounded to 1e-10.</param>
public sealed record SecondOpinion(string Method, double Fidelity, double Agreement, bool Agrees, int Samples, IReadOnlyList<double> Contributions);
