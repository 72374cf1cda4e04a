using nanoFramework.Runtime.Events;

namespace System.Device.Gpio;

/// <summary>An edge on a pin.</summary>
public class PinValueChangedEventArgs : BaseEvent
{
    /// <summary>An edge.</summary>
    public PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber)
    {
        ChangeType = changeType;
        PinNumber = pinNumber;
    }

    /// <summary>Which edge.</summary>
    public PinEventTypes ChangeType { get; }

    /// <summary>Which pin.</summary>
    public int PinNumber { get; }
}
