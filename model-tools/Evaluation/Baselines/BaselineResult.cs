using AIoT.Embedded.ModelTools.Evaluation.Metrics;

namespace AIoT.Embedded.ModelTools.Evaluation.Baselines;

/// <summary>One protocol of judging a baseline.</summary>
/// <param name="Protocol">What was learnt and what was judged.</param>
/// <param name="LearntWindows">Windows learnt (the least, where several baselines were learnt).</param>
/// <param name="WindowAuroc">Healthy against faulty windows; null where one kind is absent.</param>
/// <param name="RecordingAuroc">The same over means of recordings.</param>
/// <param name="Recordings">Mean squared deviation of each recording judged.</param>
/// <param name="Run">For runs to failure.</param>
/// <param name="Threshold">For runs to failure: mean squared deviation above which a snapshot counts.</param>
public sealed record BaselineResult(
    string Protocol, int LearntWindows, double? WindowAuroc, double? RecordingAuroc, IReadOnlyList<JudgedRecording> Recordings, RunToFailure? Run = null, double? Threshold = null);
