using System.Collections.Concurrent;
using AIoT.Embedded.Standins.Simulation;

namespace System.Device.Gpio;

/// <summary>The pins of the simulated board.</summary>
public sealed class GpioController : IDisposable
{
    private readonly SimulatedHardware _hardware = SimulatedHardware.Current;
    private readonly ConcurrentDictionary<int, GpioPin> _open = [];

    /// <summary>As many as numbers go.</summary>
    public int PinCount => 256;

    /// <summary>Opens a pin as input.</summary>
    public GpioPin OpenPin(int pinNumber) => OpenPin(pinNumber, PinMode.Input);

    /// <summary>Opens a pin.</summary>
    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        if (pinNumber < 0 || pinNumber >= PinCount)
        {
            throw new ArgumentException(null, nameof(pinNumber));
        }

        var pin = new GpioPin(_hardware.Pin(pinNumber), pinNumber);
        pin.SetPinMode(mode);
        return _open.TryAdd(pinNumber, pin) ? pin : throw new InvalidOperationException($"pin {pinNumber} is open");
    }

    /// <summary>Closes a pin.</summary>
    public void ClosePin(int pinNumber)
    {
        if (_open.TryRemove(pinNumber, out GpioPin? pin))
        {
            pin.Dispose();
        }
    }

    /// <summary>What a pin is.</summary>
    public PinMode GetPinMode(int pinNumber) => Pin(pinNumber).GetPinMode();

    /// <summary>All modes are.</summary>
    public bool IsPinModeSupported(int pinNumber, PinMode mode) => Enum.IsDefined(mode);

    /// <summary>Whether a pin is open.</summary>
    public bool IsPinOpen(int pinNumber) => _open.ContainsKey(pinNumber);

    /// <summary>A pin's level.</summary>
    public PinValue Read(int pinNumber) => Pin(pinNumber).Read();

    /// <summary>Makes a pin something else.</summary>
    public void SetPinMode(int pinNumber, PinMode mode) => Pin(pinNumber).SetPinMode(mode);

    /// <summary>Drives a pin.</summary>
    public void Write(int pinNumber, PinValue value) => Pin(pinNumber).Write(value);

    /// <summary>Closes all.</summary>
    public void Dispose()
    {
        foreach (int pin in _open.Keys)
        {
            ClosePin(pin);
        }
    }

    private GpioPin Pin(int number) => _open.TryGetValue(number, out GpioPin? pin) ? pin : throw new InvalidOperationException($"pin {number} is not open");
}
