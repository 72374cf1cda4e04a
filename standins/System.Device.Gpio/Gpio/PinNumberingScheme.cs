namespace System.Device.Gpio;

/// <summary>Numbers of the chip (logical) or of the board's connector.</summary>
public enum PinNumberingScheme
{
    Logical,
    Board,
}
