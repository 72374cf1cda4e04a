namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// Fits p = logistic(slope * x + intercept) to outcomes, x a score's log-odds: J. C. Platt, Probabilistic outputs for support vector machines (1999), with
/// his targets (n+ + 1) / (n+ + 2) and 1 / (n- + 2), by Newton's method with a step that is halved until the loss falls.
/// </summary>
public static class PlattFit
{
    private const int MostSteps = 100;
    private const double SteepestSlope = 100;

    /// <summary>A score with what it turned out to be.</summary>
    /// <param name="LogOdds">Of the score.</param>
    /// <param name="Came">The class was the case.</param>
    /// <param name="Weight">How much it counts.</param>
    public readonly record struct Outcome(double LogOdds, bool Came, double Weight);

    /// <exception cref="ArgumentException">All outcomes are of one sort: there is nothing to fit.</exception>
    public static (double Slope, double Intercept) Of(IReadOnlyList<Outcome> outcomes)
    {
        double came = outcomes.Where(outcome => outcome.Came).Sum(outcome => outcome.Weight), not = outcomes.Where(outcome => !outcome.Came).Sum(outcome => outcome.Weight);
        if (came <= 0 || not <= 0)
        {
            throw new ArgumentException("both outcomes must have come about", nameof(outcomes));
        }

        double high = (came + 1) / (came + 2), low = 1 / (not + 2);
        double slope = 1, intercept = Math.Log((came + 1) / (not + 1)), loss = Loss(slope, intercept);
        for (int step = 0; step < MostSteps; step++)
        {
            double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9;
            foreach (Outcome outcome in outcomes)
            {
                double p = Logistic((slope * outcome.LogOdds) + intercept), off = outcome.Weight * (p - (outcome.Came ? high : low)), curve = outcome.Weight * p * (1 - p);
                ga += off * outcome.LogOdds;
                gb += off;
                haa += curve * outcome.LogOdds * outcome.LogOdds;
                hab += curve * outcome.LogOdds;
                hbb += curve;
            }

            double det = (haa * hbb) - (hab * hab), da = ((hbb * ga) - (hab * gb)) / det, db = ((haa * gb) - (hab * ga)) / det, length = 1;
            double next = Loss(slope - da, intercept - db);
            while (!(next <= loss) && length > 1e-9)
            {
                length /= 2;
                next = Loss(slope - (length * da), intercept - (length * db));
            }

            slope = Math.Clamp(slope - (length * da), -SteepestSlope, SteepestSlope);
            intercept = Math.Clamp(intercept - (length * db), -SteepestSlope, SteepestSlope);
            if (Math.Abs(loss - next) < 1e-12 * (1 + Math.Abs(loss)))
            {
                break;
            }

            loss = next;
        }

        return (slope, intercept);

        double Loss(double a, double b) => outcomes.Sum(outcome =>
        {
            double z = (a * outcome.LogOdds) + b, target = outcome.Came ? high : low;
            // -t log p - (1 - t) log(1 - p), without overflow.
            return outcome.Weight * (Math.Max(z, 0) - (target * z) + Math.Log(1 + Math.Exp(-Math.Abs(z))));
        });
    }

    /// <summary>Mean log loss in nats.</summary>
    public static double Loss(IReadOnlyList<Outcome> outcomes, double slope, double intercept) =>
        outcomes.Sum(outcome => outcome.Weight * -Math.Log(Math.Max(1e-12, outcome.Came ? Logistic((slope * outcome.LogOdds) + intercept) : 1 - Logistic((slope * outcome.LogOdds) + intercept)))) / outcomes.Sum(outcome => outcome.Weight);

    private static double Logistic(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));
}
