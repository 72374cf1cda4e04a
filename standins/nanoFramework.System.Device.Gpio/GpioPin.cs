using AIoT.Embedded.Standins.Simulation;

namespace System.Device.Gpio;

/// <summary>A pin of the simulated board.</summary>
public sealed class GpioPin : IDisposable
{
    private readonly SimulatedPin _pin;
    private PinMode _mode;
    private PinValueChangedEventHandler? _handlers;

    internal GpioPin(SimulatedPin pin, int number)
    {
        _pin = pin;
        PinNumber = number;
        _pin.Changed += OnChanged;
    }

    /// <summary>Raised at edges, on the thread that drives the pin (a board has a thread of its own for it).</summary>
    public event PinValueChangedEventHandler ValueChanged
    {
        add => _handlers += value;
        remove => _handlers -= value;
    }

    /// <summary>Edges that follow sooner are left out on a board; simulated pins do not bounce.</summary>
    public TimeSpan DebounceTimeout { get; set; }

    /// <summary>The pin's number.</summary>
    public int PinNumber { get; }

    /// <summary>What it is.</summary>
    public PinMode GetPinMode() => _mode;

    /// <summary>All modes are.</summary>
    public bool IsPinModeSupported(PinMode pinMode) => Enum.IsDefined(pinMode);

    /// <summary>Makes it something else.</summary>
    public void SetPinMode(PinMode value) => _mode = IsPinModeSupported(value) ? value : throw new ArgumentException(null, nameof(value));

    /// <summary>Its level.</summary>
    public PinValue Read() => _pin.Level;

    /// <summary>Drives it.</summary>
    public void Write(PinValue value)
    {
        if (_mode < PinMode.Output)
        {
            throw new InvalidOperationException($"pin {PinNumber} is an input");
        }

        _pin.Level = (bool)value;
    }

    /// <summary>Drives it to the other level.</summary>
    public void Toggle() => Write(!_pin.Level);

    /// <summary>Closes it.</summary>
    public void Dispose() => _pin.Changed -= OnChanged;

    private void OnChanged(bool high) => _handlers?.Invoke(this, new PinValueChangedEventArgs(high ? PinEventTypes.Rising : PinEventTypes.Falling, PinNumber));
}
