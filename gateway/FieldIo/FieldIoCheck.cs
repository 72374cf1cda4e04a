namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What <c>doctor</c> says of the inputs and outputs, without opening any.</summary>
public static class FieldIoCheck
{
    /// <returns>Whether it is well, what there is to say, and what to do.</returns>
    public static (bool Ok, string What, string Remedy) Of(FieldIoSettings settings, Func<string, bool> exists)
    {
        if (settings.IsEmpty)
        {
            return (true, "none", "");
        }

        string what = $"{settings.Lights.Count} lights, {settings.Relays.Count} relays, {settings.Speeds.Count} speed inputs, {settings.Temperatures.Count} temperatures";
        if (settings.Simulated)
        {
            return (true, $"{what}, simulated: they exist in the gateway's process alone", "");
        }

        if (settings.UsesPins && !exists("/dev/gpiochip0"))
        {
            return (false, $"{what}; there is no /dev/gpiochip0", "run on a machine with GPIO lines, and let the gateway's user use them (group gpio)");
        }

        int missing = settings.Temperatures.Select(input => input.Bus).Distinct().FirstOrDefault(bus => !exists($"/dev/i2c-{bus}"), -1);
        return missing < 0 ? (true, what, "") : (false, $"{what}; there is no /dev/i2c-{missing}", "switch the bus on (raspi-config, Interface Options), and let the gateway's user use it (group i2c)");
    }
}
