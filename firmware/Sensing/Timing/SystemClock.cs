using System;
using System.Threading;

namespace AIoT.Embedded.Sensing
{
    /// <summary>The board's own time.</summary>
    public sealed class SystemClock : ISensorClock
    {
        /// <inheritdoc/>
        public long Milliseconds
        {
            get { return Environment.TickCount64; }
        }

        /// <inheritdoc/>
        public void Sleep(int milliseconds)
        {
            Thread.Sleep(milliseconds);
        }
    }
}
