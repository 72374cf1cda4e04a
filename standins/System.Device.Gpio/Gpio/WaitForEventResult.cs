namespace System.Device.Gpio;

/// <summary>How waiting for an edge ended.</summary>
public struct WaitForEventResult
{
    public PinEventTypes EventTypes;
    public bool TimedOut;
}
