namespace AIoT.Embedded.Sensing
{
    /// <summary>
    /// A stream of acceleration samples of one axis: an accelerometer's FIFO on a board, a simulated machine or a recording on a PC.
    /// </summary>
    public interface ISampleSource
    {
        /// <summary>Samples per second, above 0.</summary>
        int SampleRateHz { get; }

        /// <summary>The weight of one count in units of 1e-9 g, above 0 (0.488 mg per LSB is 488,000).</summary>
        int NanoGPerLsb { get; }

        /// <summary>The largest magnitude in counts that the sensor can report; a sample that reaches it is saturated.</summary>
        int FullScaleLsb { get; }

        /// <summary>
        /// Blocks for at most the time that <paramref name="count"/> samples take plus a second, and fills
        /// <c>buffer[offset .. offset + count - 1]</c> with consecutive samples.
        /// </summary>
        /// <returns>False when the source has failed or ended; the buffer's content is then undefined.</returns>
        bool TryRead(short[] buffer, int offset, int count);

        /// <summary>What went wrong since the last call, as <see cref="SampleFlags"/> bits, and clears them.</summary>
        int TakeFlags();
    }
}
