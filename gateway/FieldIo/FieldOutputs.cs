using System.Device.Gpio;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>
/// Lights and relays. Everything starts dark and dropped, and is left so: a relay holds only while somebody says, again and again, that all is well.
/// </summary>
public sealed class FieldOutputs
{
    private readonly FieldIoSettings _settings;
    private readonly List<(StackLight Light, GpioPin? Red, GpioPin? Amber, GpioPin? Green, GpioPin? Buzzer)> _lights = [];
    private readonly List<(RelayOutput Relay, GpioPin Pin)> _relays = [];
    private readonly Dictionary<string, LightSignal> _shown = [];
    private readonly Dictionary<string, bool> _held = [];

    public FieldOutputs(FieldIoSettings settings, GpioController controller)
    {
        _settings = settings;
        foreach (StackLight light in settings.Lights)
        {
            GpioPin? Open(int? pin) => pin is { } number ? controller.OpenPin(number, PinMode.Output, light.ActiveLow) : null;
            _lights.Add((light, Open(light.Red), Open(light.Amber), Open(light.Green), Open(light.Buzzer)));
        }

        foreach (RelayOutput relay in settings.Relays)
        {
            _relays.Add((relay, controller.OpenPin(relay.Pin, PinMode.Output, relay.ActiveLow)));
        }
    }

    public IReadOnlyList<LightReading> Lights => [.. _settings.Lights.Select(light => new LightReading(light.Id, _shown.GetValueOrDefault(light.Id, LightSignal.Dark)))];

    public IReadOnlyList<RelayReading> Relays => [.. _settings.Relays.Select(relay => new RelayReading(relay.Id, _held.GetValueOrDefault(relay.Id)))];

    /// <summary>Puts the outputs where the alarms want them.</summary>
    /// <param name="alarms">Those that are not over.</param>
    /// <param name="conditions">State of each machine.</param>
    /// <param name="hidden">Machines whose alarms something hides.</param>
    /// <param name="lit">The lit half of blinking.</param>
    public void Show(IReadOnlyList<AlarmRow> alarms, IReadOnlyDictionary<string, MachineCondition> conditions, IReadOnlySet<string> hidden, bool lit)
    {
        foreach ((StackLight light, GpioPin? red, GpioPin? amber, GpioPin? green, GpioPin? buzzer) in _lights)
        {
            LightSignal signal = LightSignal.Of(
                [.. alarms.Where(alarm => Concerns(light.Machines, alarm.Machine)).Select(alarm => alarm.State)],
                [.. conditions.Where(entry => Concerns(light.Machines, entry.Key) && !hidden.Contains(entry.Key)).Select(entry => entry.Value)]);
            _shown[light.Id] = signal;
            Light(red, signal.Red, light.ActiveLow, lit);
            Light(amber, signal.Amber, light.ActiveLow, lit);
            Light(green, signal.Green, light.ActiveLow, lit);
            Light(buzzer, signal.Buzzer, light.ActiveLow, lit);
        }

        foreach ((RelayOutput relay, GpioPin pin) in _relays)
        {
            bool well = !alarms.Any(alarm => Concerns(relay.Machines, alarm.Machine)
                && (alarm.State == AlarmState.Unacknowledged || (alarm.State == AlarmState.Acknowledged && !relay.Unacknowledged)));
            Hold(relay, pin, well);
        }
    }

    /// <summary>Drops every relay and turns every lamp off: nobody can say that all is well.</summary>
    public void Drop()
    {
        foreach ((RelayOutput relay, GpioPin pin) in _relays)
        {
            Hold(relay, pin, false);
        }

        foreach ((StackLight light, GpioPin? red, GpioPin? amber, GpioPin? green, GpioPin? buzzer) in _lights)
        {
            _shown[light.Id] = LightSignal.Dark;
            foreach (GpioPin? lamp in new[] { red, amber, green, buzzer })
            {
                Light(lamp, Lamp.Off, light.ActiveLow, false);
            }
        }
    }

    private static bool Concerns(IReadOnlyList<string> machines, string machine) => machines.Count == 0 || machines.Contains(machine);

    private static void Light(GpioPin? pin, Lamp lamp, bool activeLow, bool lit) => pin?.Write((lamp == Lamp.Steady || (lamp == Lamp.Blinking && lit)) != activeLow);

    private void Hold(RelayOutput relay, GpioPin pin, bool energised)
    {
        pin.Write(energised != relay.ActiveLow);
        _held[relay.Id] = energised;
    }
}
