namespace AIoT.Embedded.Wire
{
    /// <summary>Bits of a reading's flags (wire contract, key 8).</summary>
    public static class ReadingFlags
    {
        /// <summary>Samples were lost inside the window.</summary>
        public const int Gap = 1;

        /// <summary>At least one sample reached full scale.</summary>
        public const int Saturated = 2;

        /// <summary>All samples are equal: the sensor is stuck.</summary>
        public const int Stuck = 4;

        /// <summary>The baseline is still being learnt.</summary>
        public const int Learning = 8;

        /// <summary>The board's flash has spoilt the reading: only its epoch and number are true.</summary>
        public const int LostOnFlash = 16;
    }
}
