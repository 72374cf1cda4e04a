using System.Device.I2c;
using Iot.Device.Lm75;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>One temperature sensor; one that does not answer is opened anew at the next reading.</summary>
public sealed class TemperatureProbe(TemperatureInput input, FieldHardware hardware, TimeProvider time) : IDisposable
{
    private Lm75? _chip;
    private long? _readAt;

    public TemperatureReading Last { get; private set; } = new(input.Id, input.Machine, input.Position, null, 0, "not read yet");

    /// <summary>Reads it when its time has come.</summary>
    public void Poll()
    {
        if (_readAt is { } at && time.GetElapsedTime(at).TotalSeconds < input.Seconds)
        {
            return;
        }

        _readAt = time.GetTimestamp();
        try
        {
            _chip ??= new Lm75(hardware.Device(new I2cConnectionSettings(input.Bus, input.Address)));
            Last = Last with { Celsius = _chip.Temperature.DegreesCelsius, UtcMs = time.GetUtcNow().ToUnixTimeMilliseconds(), Error = "" };
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or PlatformNotSupportedException or InvalidOperationException)
        {
            Last = Last with { Celsius = null, Error = wrong.Message.ReplaceLineEndings(" ") };
            Dispose();
        }
    }

    public void Dispose()
    {
        _chip?.Dispose();
        _chip = null;
    }
}
