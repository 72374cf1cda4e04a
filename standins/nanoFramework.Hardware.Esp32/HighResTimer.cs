using AIoT.Embedded.Standins.Simulation;

namespace nanoFramework.Hardware.Esp32;

/// <summary>The ESP32's timer of microseconds: here only to be read.</summary>
public class HighResTimer
{
    private static readonly SystemHardwareClock Process = new();

    /// <summary>Microseconds since boot: the simulated hardware's, else the process's.</summary>
    public static ulong GetCurrent() => (ulong)(SimulatedHardware.IsThere ? SimulatedHardware.Current.Clock.Microseconds : Process.Microseconds);
}
