namespace System.Device.Gpio;

/// <summary>Called at an edge.</summary>
public delegate void PinValueChangedEventHandler(object sender, PinValueChangedEventArgs e);
