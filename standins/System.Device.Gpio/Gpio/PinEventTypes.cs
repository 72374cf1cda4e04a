namespace System.Device.Gpio;

/// <summary>Edges of a pin's level.</summary>
[Flags]
public enum PinEventTypes
{
    None = 0,
    Rising = 1,
    Falling = 2,
}
