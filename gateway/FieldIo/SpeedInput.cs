namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>An input that counts pulses of a shaft.</summary>
/// <param name="DebounceMs">Edges that follow the one before within that time are its bouncing.</param>
/// <param name="PullUp">The pin is pulled up (an open collector or a contact to ground); otherwise it is driven.</param>
public sealed record SpeedInput(string Id, int Pin, double PulsesPerRevolution, double DebounceMs, bool PullUp);
