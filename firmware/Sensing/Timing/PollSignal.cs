namespace AIoT.Embedded.Sensing
{
    /// <summary>For parts whose interrupt pin is not wired: the FIFO's level is asked for every few milliseconds.</summary>
    public sealed class PollSignal : IWatermarkSignal
    {
        private readonly ISensorClock _clock;
        private readonly int _period;

        /// <summary>Polls.</summary>
        /// <param name="clock">Lets time pass.</param>
        /// <param name="periodMilliseconds">Between two looks, 1 or more; well below the time in which the FIFO fills.</param>
        public PollSignal(ISensorClock clock, int periodMilliseconds)
        {
            _clock = clock;
            _period = periodMilliseconds < 1 ? 1 : periodMilliseconds;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
            _clock.Sleep(milliseconds < _period ? milliseconds : _period);
        }
    }
}
