namespace AIoT.Embedded.Signal
{
    /// <summary>What is taken off a window before its spectrum and its envelope are computed.</summary>
    public static class DcRemoval
    {
        /// <summary>Nothing.</summary>
        public const int None = 0;

        /// <summary>The mean, rounded to a whole LSB.</summary>
        public const int Mean = 1;

        /// <summary>The least-squares line, rounded to a whole LSB at each sample.</summary>
        public const int Line = 2;
    }
}
