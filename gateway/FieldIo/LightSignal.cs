using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What a stack light shows.</summary>
public sealed record LightSignal(Lamp Red, Lamp Amber, Lamp Green, Lamp Buzzer)
{
    public static LightSignal Dark { get; } = new(Lamp.Off, Lamp.Off, Lamp.Off, Lamp.Off);

    /// <summary>
    /// Red: blinking while an alarm stands that nobody has seen, steady while one stands that was. Amber: blinking for one that went unseen or is
    /// latched, steady for a warning or a latch that was seen. Green: nothing of that, and at least one machine is known. The buzzer sounds with
    /// blinking red. What is shelved, suppressed or out of service shows nothing, and neither does its machine's warning.
    /// </summary>
    /// <param name="alarms">Those that are not over.</param>
    /// <param name="conditions">States of the machines, of those whose alarms nothing hides.</param>
    public static LightSignal Of(IReadOnlyCollection<AlarmState> alarms, IReadOnlyCollection<MachineCondition> conditions)
    {
        Lamp red = alarms.Contains(AlarmState.Unacknowledged) ? Lamp.Blinking : alarms.Contains(AlarmState.Acknowledged) ? Lamp.Steady : Lamp.Off;
        Lamp amber = alarms.Contains(AlarmState.Returned) || alarms.Contains(AlarmState.LatchedUnacknowledged) ? Lamp.Blinking
            : alarms.Contains(AlarmState.LatchedAcknowledged) || conditions.Contains(MachineCondition.Warning) ? Lamp.Steady : Lamp.Off;
        bool known = conditions.Any(condition => condition != MachineCondition.Unknown);
        Lamp green = red == Lamp.Off && amber == Lamp.Off && known ? Lamp.Steady : Lamp.Off;
        return new LightSignal(red, amber, green, red == Lamp.Blinking ? Lamp.Steady : Lamp.Off);
    }
}
