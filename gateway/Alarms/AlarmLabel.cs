using AIoT.Embedded.Gateway.Decisions;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>A verdict with the readings that it is about: what a model can be measured or trained on.</summary>
/// <param name="Class">What the gateway said.</param>
/// <param name="Inputs">Readings, by sensor, that the deciding record rests on.</param>
public sealed record AlarmLabel(long Alarm, string Machine, string Class, long Decision, long RaisedUtcMs, AlarmVerdict Verdict, IReadOnlyList<DecisionInput> Inputs)
{
    /// <summary>
    /// As the labels file of <c>aiot-model</c> names it: outer, inner, ball, normal (a false alarm), faulty (another fault than those of a bearing); empty: unsure.
    /// </summary>
    public string Label => Verdict.Verdict switch
    {
        AlarmVerdict.FalseAlarm => "normal",
        AlarmVerdict.Confirmed => Verdict.Fault switch
        {
            "outer" or "outer race" or "outer_race" => "outer",
            "inner" or "inner race" or "inner_race" => "inner",
            "ball" => "ball",
            _ => "faulty",
        },
        _ => "",
    };
}
