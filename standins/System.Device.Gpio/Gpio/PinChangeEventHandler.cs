namespace System.Device.Gpio;

/// <summary>Called for an edge, on a thread of the driver.</summary>
public delegate void PinChangeEventHandler(object sender, PinValueChangedEventArgs pinValueChangedEventArgs);
