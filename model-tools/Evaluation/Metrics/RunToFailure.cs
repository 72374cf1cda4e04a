namespace AIoT.Embedded.ModelTools.Evaluation.Metrics;

/// <summary>What alarms of a run to failure are worth: how long before the end they came, and how often they came for nothing.</summary>
/// <param name="Snapshots">Number of snapshots judged.</param>
/// <param name="Hours">Their length.</param>
/// <param name="LeadHours">From the alarm that stayed to the end of the run; null: none stayed.</param>
/// <param name="FalseAlarms">Alarms that came and went before it.</param>
/// <param name="FalseAlarmsPerWeek">The same for a week of the time before the alarm that stayed.</param>
public sealed record RunToFailure(int Snapshots, double Hours, double? LeadHours, int FalseAlarms, double FalseAlarmsPerWeek)
{
    /// <summary>
    /// Counts alarms. The alarm rises at the third snapshot in a row above the threshold and ends at the third in a row below it; the one
    /// that is still up at the end of the run is the true one.
    /// </summary>
    /// <param name="scores">Scores in time order.</param>
    /// <param name="threshold">An alarm is above it.</param>
    /// <param name="secondsBetween">From one snapshot to the next.</param>
    public static RunToFailure Of(IReadOnlyList<double> scores, double threshold, double secondsBetween)
    {
        const int Needed = 3;
        bool up = false;
        int streak = 0, rises = 0, raised = -1;
        for (int i = 0; i < scores.Count; i++)
        {
            streak = scores[i] > threshold != up ? streak + 1 : 0;
            if (streak == Needed)
            {
                up = !up;
                streak = 0;
                rises += up ? 1 : 0;
                raised = up ? i : -1;
            }
        }

        int end = raised >= 0 ? raised : scores.Count;
        int falseAlarms = raised >= 0 ? rises - 1 : rises;
        double before = end * secondsBetween / 3600;
        return new RunToFailure(scores.Count, scores.Count * secondsBetween / 3600, raised < 0 ? null : (scores.Count - 1 - raised) * secondsBetween / 3600, falseAlarms, before > 0 ? falseAlarms * 168 / before : 0);
    }
}
