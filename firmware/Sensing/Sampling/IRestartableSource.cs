namespace AIoT.Embedded.Sensing
{
    /// <summary>A source that can begin anew: what has piled up while nobody read is dropped, and does not count as a gap.</summary>
    public interface IRestartableSource
    {
        /// <summary>The next sample is of now, and all after it are consecutive, or marked.</summary>
        /// <returns>False when the sensor has failed.</returns>
        bool Restart();
    }
}
