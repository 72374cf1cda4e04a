using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A machine as the API shows it.</summary>
/// <param name="Path">Enterprise, site, area, line and id, joined by slashes.</param>
/// <param name="ClockS">Seconds of machine time since its first reading.</param>
/// <param name="State">unknown, normal, warning or alarm.</param>
/// <param name="SinceS">Machine time at which the state was taken.</param>
/// <param name="Alarms">Alarms ever raised.</param>
/// <param name="FirstAlarmS">Machine time of the first alarm; null: none.</param>
/// <param name="Health">0..100; null: no sensor stands behind a figure now (nobody has measured, none can be judged by, or all are silent). So are parts, fault, velocity, zone and drift.</param>
/// <param name="Fault">Evidence of any fault, 0..1.</param>
/// <param name="Velocity">mm/s.</param>
/// <param name="Notice">That it can raise no alarm as none of its boards counts, in one line; else empty.</param>
/// <param name="Drift">1 and above is drift.</param>
/// <param name="LastHealth">The newest health that evidence stood behind; null: there never was one.</param>
/// <param name="LastHealthUtcMs">When the reading came that it is of.</param>
/// <param name="SilentS">Seconds since the last reading of any of its sensors; null: they send.</param>
public sealed record MachineView(
    string Id,
    string Name,
    string Kind,
    Place Place,
    string Path,
    Criticality Criticality,
    MachineCondition State,
    double SinceS,
    long SinceUtcMs,
    double? Health,
    HealthParts? Parts,
    double? Fault,
    string Class,
    string ClassSensor,
    IReadOnlyDictionary<string, double> Classes,
    double? Velocity,
    string VelocitySensor,
    char? Zone,
    IsoLimits Iso,
    double? Drift,
    double Confidence,
    string Explanation,
    string Notice,
    double ClockS,
    long Windows,
    int Alarms,
    double? FirstAlarmS,
    long? FirstAlarmUtcMs,
    long FirstReceivedMs,
    long LastReceivedMs,
    double? LastHealth,
    long? LastHealthUtcMs,
    double? SilentS,
    IReadOnlyList<SensorView> Sensors);
