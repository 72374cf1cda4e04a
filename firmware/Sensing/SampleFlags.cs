namespace AIoT.Embedded.Sensing
{
    /// <summary>Bits that mark a window of samples; the same bits travel in a reading (wire contract, key 8).</summary>
    public static class SampleFlags
    {
        /// <summary>Samples were lost inside the window: the FIFO overran.</summary>
        public const int Gap = 1;

        /// <summary>At least one sample reached full scale.</summary>
        public const int Saturated = 2;

        /// <summary>All samples of the window are equal: the sensor is stuck.</summary>
        public const int Stuck = 4;
    }
}
