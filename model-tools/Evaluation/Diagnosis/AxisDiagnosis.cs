using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.ModelTools.Evaluation.Diagnosis;

/// <summary>What one axis says.</summary>
/// <param name="Axis">Its name.</param>
/// <param name="Part">The part with the greatest score.</param>
/// <param name="Outer">Octaves by which the outer race's comb rises above chance.</param>
/// <param name="Inner">The same for the inner race.</param>
/// <param name="Ball">The same for the balls.</param>
public sealed record AxisDiagnosis(string Axis, BearingFault Part, double Outer, double Inner, double Ball)
{
    /// <summary>Distance of the greatest score to the next, octaves.</summary>
    public double Margin
    {
        get
        {
            double[] scores = [Outer, Inner, Ball];
            Array.Sort(scores);
            return scores[2] - scores[1];
        }
    }
}
