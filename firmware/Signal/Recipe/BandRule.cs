namespace AIoT.Embedded.Signal
{
    /// <summary>How band edges divide the range from the low to the high edge.</summary>
    public static class BandRule
    {
        /// <summary>Bands of equal width in hertz.</summary>
        public const int EqualWidth = 0;

        /// <summary>Bands of equal ratio (the same part of an octave each).</summary>
        public const int EqualRatio = 1;
    }
}
