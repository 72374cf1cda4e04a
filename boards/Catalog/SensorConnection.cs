namespace AIoT.Embedded.Boards;

/// <summary>The accelerometer of a board's entry point, and how it is wired.</summary>
/// <param name="Part">The part's name (<c>IIS3DWB</c>).</param>
/// <param name="Bus">The bus.</param>
/// <param name="BusId">The bus's number in System.Device; 0 when simulated.</param>
/// <param name="ClockHz">The bus's clock; 0 when simulated.</param>
/// <param name="ChipSelect">The chip select pin on SPI, the address on I2C; null when simulated.</param>
/// <param name="InterruptPin">The pin that the part's watermark interrupt drives; null: the driver polls.</param>
/// <param name="SampleRateHz">Samples per second that the entry point asks for.</param>
/// <param name="RangeG">Full scale in g.</param>
public sealed record SensorConnection(string Part, SensorBus Bus, int BusId, int ClockHz, int? ChipSelect, int? InterruptPin, int SampleRateHz, int RangeG);
