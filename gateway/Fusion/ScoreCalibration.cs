using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// Scores to probabilities: p = logistic(slope * logit(s) + intercept), Platt's scaling on the score's log-odds.
/// With slope 1 and intercept 0 the score is taken as the probability that it was trained to be.
/// </summary>
public static class ScoreCalibration
{
    private const double Margin = 1e-4;

    /// <param name="scoreQ15">0..32768.</param>
    public static double Probability(int scoreQ15, ScoreModel model) => Probability(scoreQ15 / 32768.0, model);

    /// <param name="score">0..1.</param>
    public static double Probability(double score, ScoreModel model)
    {
        if (model.Slope == 1 && model.Intercept == 0)
        {
            return Math.Clamp(score, 0, 1);
        }

        double inside = Math.Clamp(score, Margin, 1 - Margin);
        double logit = Math.Log(inside / (1 - inside));
        return 1 / (1 + Math.Exp(-((model.Slope * logit) + model.Intercept)));
    }
}
