namespace AIoT.Embedded.Sensing
{
    /// <summary>
    /// A source that can begin anew: what has piled up while nobody read is dropped, and does not count as a gap. A board that takes
    /// longer over a window than its sensor's FIFO holds has whole windows in this way, with time between them.
    /// </summary>
    public interface IRestartableSource
    {
        /// <summary>True when so much time has passed since the last read that samples may be lost.</summary>
        bool IsBehind { get; }

        /// <summary>The next sample is of now, and all after it are consecutive, or marked.</summary>
        /// <returns>False when the sensor has failed.</returns>
        bool Restart();
    }
}
