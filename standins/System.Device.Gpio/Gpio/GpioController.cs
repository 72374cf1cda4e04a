using System.Collections.Concurrent;

namespace System.Device.Gpio;

/// <summary>The pins of a chip, through a driver.</summary>
public class GpioController : IDisposable
{
    private readonly GpioDriver _driver;
    private readonly ConcurrentDictionary<int, GpioPin> _open = [];

    /// <summary>The real package looks for the board that it runs on; the stand-in has no board's driver.</summary>
    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    public GpioController()
        : this(PinNumberingScheme.Logical)
    {
    }

    /// <inheritdoc cref="GpioController()"/>
    public GpioController(PinNumberingScheme numberingScheme) =>
        throw new PlatformNotSupportedException("this program was built with a stand-in for System.Device.Gpio that drives no real pins: build it with -p:UseIotPackages=true");

    public GpioController(PinNumberingScheme numberingScheme, GpioDriver driver)
    {
        NumberingScheme = numberingScheme;
        _driver = driver;
    }

    public PinNumberingScheme NumberingScheme { get; }

    public virtual int PinCount => _driver.PinCount;

    public GpioPin OpenPin(int pinNumber)
    {
        if (IsPinOpen(pinNumber))
        {
            return _open[pinNumber];
        }

        _driver.OpenPin(Logical(pinNumber));
        return _open[pinNumber] = new GpioPin(pinNumber, this);
    }

    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        GpioPin pin = OpenPin(pinNumber);
        SetPinMode(pinNumber, mode);
        return pin;
    }

    public GpioPin OpenPin(int pinNumber, PinMode mode, PinValue initialValue)
    {
        GpioPin pin = OpenPin(pinNumber);
        Checked(pinNumber);
        _driver.SetPinMode(Logical(pinNumber), mode, initialValue);
        return pin;
    }

    public void ClosePin(int pinNumber)
    {
        Checked(pinNumber);
        _open.TryRemove(pinNumber, out _);
        _driver.ClosePin(Logical(pinNumber));
    }

    public virtual bool IsPinOpen(int pinNumber) => _open.ContainsKey(pinNumber);

    public virtual bool IsPinModeSupported(int pinNumber, PinMode mode) => _driver.IsPinModeSupported(Logical(pinNumber), mode);

    public virtual PinMode GetPinMode(int pinNumber)
    {
        Checked(pinNumber);
        return _driver.GetPinMode(Logical(pinNumber));
    }

    public virtual void SetPinMode(int pinNumber, PinMode mode)
    {
        Checked(pinNumber);
        if (!IsPinModeSupported(pinNumber, mode))
        {
            throw new InvalidOperationException($"Pin {pinNumber} does not support mode {mode}.");
        }

        _driver.SetPinMode(Logical(pinNumber), mode);
    }

    public virtual PinValue Read(int pinNumber)
    {
        Checked(pinNumber);
        return _driver.Read(Logical(pinNumber));
    }

    public virtual void Write(int pinNumber, PinValue value)
    {
        Checked(pinNumber);
        if (_driver.GetPinMode(Logical(pinNumber)) != PinMode.Output)
        {
            throw new InvalidOperationException("Can not write to a pin that is not set to Output mode.");
        }

        _driver.Write(Logical(pinNumber), value);
    }

    public virtual void Toggle(int pinNumber) => Write(pinNumber, !Read(pinNumber));

    public virtual void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        Checked(pinNumber);
        _driver.AddCallbackForPinValueChangedEvent(Logical(pinNumber), eventTypes, callback);
    }

    public virtual void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        Checked(pinNumber);
        _driver.RemoveCallbackForPinValueChangedEvent(Logical(pinNumber), callback);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (int pin in _open.Keys)
        {
            if (_open.TryRemove(pin, out _))
            {
                _driver.ClosePin(Logical(pin));
            }
        }

        _driver.Dispose();
    }

    private int Logical(int pinNumber) => NumberingScheme == PinNumberingScheme.Logical ? pinNumber : _driver.ConvertPinNumberToLogicalNumberingScheme(pinNumber);

    private void Checked(int pinNumber)
    {
        if (!IsPinOpen(pinNumber))
        {
            throw new InvalidOperationException($"Pin {pinNumber} is not open.");
        }
    }
}
