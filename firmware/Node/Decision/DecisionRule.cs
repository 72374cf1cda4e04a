namespace AIoT.Embedded.Node
{
    /// <summary>How scores become a decision. Scores and thresholds are Q15 (32768 is one), times are counted in windows.</summary>
    public sealed class DecisionRule
    {
        /// <summary>Index of the class that means "as it should be"; -1: the model gives one anomaly score and no classes.</summary>
        public int NormalClass { get; set; }

        /// <summary>A score's mean moves by 1 / 2^this of the difference a window: 0 (no smoothing) to 8.</summary>
        public int SmoothingShift { get; set; } = 2;

        /// <summary>From here on a warning is due.</summary>
        public int WarningScore { get; set; } = 16384;

        /// <summary>From here on an alarm is due.</summary>
        public int AlarmScore { get; set; } = 24576;

        /// <summary>A state is left only when the score is this much below the threshold that led to it.</summary>
        public int Hysteresis { get; set; } = 3277;

        /// <summary>So many windows in a row must ask for a higher state.</summary>
        public int RaiseWindows { get; set; } = 5;

        /// <summary>So many windows in a row must ask for a lower state.</summary>
        public int LowerWindows { get; set; } = 20;

        /// <summary>After so many invalid windows in a row the state is unknown.</summary>
        public int StaleWindows { get; set; } = 30;
    }
}
