using System;
using AIoT.Embedded.Node;

namespace AIoT.Embedded.Platform
{
    /// <summary>Any board with nanoFramework: uptime, free memory and random bits by its runtime.</summary>
    public sealed class NanoBoard : IBoard
    {
        // Seeded by the firmware; good for back-off and epochs. Nothing secret is drawn from it.
        private readonly Random _random = new Random();

        /// <inheritdoc/>
        public long UptimeMilliseconds
        {
            get { return Environment.TickCount64; }
        }

        /// <inheritdoc/>
        public long FreeBytes
        {
            get { return nanoFramework.Runtime.Native.GC.Run(false); }
        }

        /// <inheritdoc/>
        public uint NextRandom()
        {
            return ((uint)_random.Next(65536) << 16) | (uint)_random.Next(65536);
        }
    }
}
