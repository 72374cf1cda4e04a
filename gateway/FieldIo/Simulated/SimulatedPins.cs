using System.Collections.Concurrent;
using System.Device.Gpio;

namespace AIoT.Embedded.Gateway.FieldIo.Simulated;

/// <summary>A chip of 512 lines that exists in this process alone: outputs can be looked at, inputs driven.</summary>
public sealed class SimulatedPins : GpioDriver
{
    private readonly ConcurrentDictionary<int, Line> _lines = [];

    protected override int PinCount => 512;

    /// <summary>What is wired to an input drives it; edges call whoever listens.</summary>
    public void Drive(int pin, PinValue level)
    {
        Line line = _lines.GetOrAdd(pin, _ => new Line());
        if (line.Level == level)
        {
            return;
        }

        line.Level = level;
        PinEventTypes edge = level == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling;
        foreach ((PinEventTypes types, PinChangeEventHandler callback) in line.Listeners.ToArray())
        {
            if (types.HasFlag(edge))
            {
                callback(this, new PinValueChangedEventArgs(edge, pin));
            }
        }
    }

    /// <summary>The level on a line; a line that nobody holds floats, which its pull-down makes low.</summary>
    public PinValue Level(int pin) => _lines.TryGetValue(pin, out Line? line) && (line.Open || line.Mode != PinMode.Output) ? line.Level : PinValue.Low;

    public bool IsOpen(int pin) => _lines.TryGetValue(pin, out Line? line) && line.Open;

    protected override int ConvertPinNumberToLogicalNumberingScheme(int pinNumber) => pinNumber;

    protected override void OpenPin(int pinNumber) => _lines.GetOrAdd(pinNumber, _ => new Line()).Open = true;

    protected override void ClosePin(int pinNumber)
    {
        Line line = _lines[pinNumber];
        line.Open = false;
        line.Listeners.Clear();
    }

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        Line line = _lines[pinNumber];
        line.Mode = mode;
        line.Level = mode switch
        {
            PinMode.InputPullUp => PinValue.High,
            PinMode.InputPullDown => PinValue.Low,
            _ => line.Level,
        };
    }

    protected override PinMode GetPinMode(int pinNumber) => _lines[pinNumber].Mode;

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber) => _lines[pinNumber].Level;

    protected override void Write(int pinNumber, PinValue value) => _lines[pinNumber].Level = value;

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("simulated pins tell of edges by callbacks only");

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        _lines[pinNumber].Listeners.Enqueue((eventTypes, callback));

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        Line line = _lines[pinNumber];
        line.Listeners = new ConcurrentQueue<(PinEventTypes, PinChangeEventHandler)>(line.Listeners.Where(entry => entry.Item2 != callback));
    }

    private sealed class Line
    {
        public bool Open { get; set; }

        public PinMode Mode { get; set; }

        public PinValue Level { get; set; }

        public ConcurrentQueue<(PinEventTypes, PinChangeEventHandler)> Listeners { get; set; } = [];
    }
}
