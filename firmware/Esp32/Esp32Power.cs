using System;
using AIoT.Embedded.Node;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace AIoT.Embedded.Esp32
{
    /// <summary>Restart and deep sleep of an ESP32: it wakes by its timer, with a restart.</summary>
    public sealed class Esp32Power : IPower
    {
        /// <inheritdoc/>
        public void Restart()
        {
            Power.RebootDevice();
        }

        /// <inheritdoc/>
        public void DeepSleep(int seconds)
        {
            Sleep.EnableWakeupByTimer(TimeSpan.FromSeconds(seconds));
            Sleep.StartDeepSleep();
        }
    }
}
