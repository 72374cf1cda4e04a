using AIoT.Embedded.Standins.Simulation;

namespace nanoFramework.Hardware.Esp32;

/// <summary>The ESP32's pin matrix.</summary>
public class Configuration
{
    /// <summary>Connects a pin.</summary>
    public static void SetPinFunction(int pin, DeviceFunction value) => SimulatedHardware.Current.PinFunctions[pin] = (int)value;

    /// <summary>The pin of a function; -1: none.</summary>
    public static int GetFunctionPin(DeviceFunction function)
    {
        foreach ((int pin, int value) in SimulatedHardware.Current.PinFunctions)
        {
            if (value == (int)function)
            {
                return pin;
            }
        }

        return -1;
    }
}
