using System.Threading;
using AIoT.Embedded.Node;
using nanoFramework.Runtime.Native;

namespace AIoT.Embedded.Platform
{
    /// <summary>A board without deep sleep: its sleep is a wait, after which it restarts, as others do when they wake.</summary>
    public sealed class RestartPower : IPower
    {
        /// <inheritdoc/>
        public void Restart()
        {
            Power.RebootDevice();
        }

        /// <inheritdoc/>
        public void DeepSleep(int seconds)
        {
            // In steps, because a wait is given in milliseconds as an int.
            for (int i = 0; i < seconds; i++)
            {
                Thread.Sleep(1000);
            }

            Power.RebootDevice();
        }
    }
}
