namespace System.Device.Gpio;

/// <summary>A pin that is open.</summary>
public class GpioPin : IDisposable
{
    private readonly GpioController _controller;

    internal GpioPin(int pinNumber, GpioController controller)
    {
        PinNumber = pinNumber;
        _controller = controller;
    }

    public event PinChangeEventHandler ValueChanged
    {
        add => _controller.RegisterCallbackForPinValueChangedEvent(PinNumber, PinEventTypes.Falling | PinEventTypes.Rising, value);
        remove => _controller.UnregisterCallbackForPinValueChangedEvent(PinNumber, value);
    }

    public int PinNumber { get; }

    public PinMode GetPinMode() => _controller.GetPinMode(PinNumber);

    public bool IsPinModeSupported(PinMode pinMode) => _controller.IsPinModeSupported(PinNumber, pinMode);

    public void SetPinMode(PinMode value) => _controller.SetPinMode(PinNumber, value);

    public PinValue Read() => _controller.Read(PinNumber);

    public void Write(PinValue value) => _controller.Write(PinNumber, value);

    public void Toggle() => _controller.Toggle(PinNumber);

    public void Dispose()
    {
        _controller.ClosePin(PinNumber);
        GC.SuppressFinalize(this);
    }
}
