namespace AIoT.Embedded.Wire
{
    /// <summary>The places of a Health's counters (wire contract, key 11). Each counts since boot.</summary>
    public static class HealthCounter
    {
        /// <summary>Cursors that were malformed, oversized, of a foreign epoch or ahead, and times that were refused.</summary>
        public const int BadCursors = 0;

        /// <summary>Connections and messages that failed.</summary>
        public const int LinkFailures = 1;

        /// <summary>Windows that the sensor failed to give.</summary>
        public const int SensorFaults = 2;

        /// <summary>Operations of the store's files that failed.</summary>
        public const int StoreFailures = 3;

        /// <summary>Connections after the first.</summary>
        public const int Reconnects = 4;

        /// <summary>Readings sent again.</summary>
        public const int Resent = 5;

        /// <summary>Windows with a gap.</summary>
        public const int Gaps = 6;

        /// <summary>Commands carried out.</summary>
        public const int CommandsDone = 7;

        /// <summary>Commands refused: not of their message's form.</summary>
        public const int CommandsMalformed = 8;

        /// <summary>Commands refused: longer than a command can be.</summary>
        public const int CommandsTooLong = 9;

        /// <summary>Commands refused: of a kind that this board does not take.</summary>
        public const int CommandsUnsupported = 10;

        /// <summary>Commands refused: well-formed, but not to be done (forged, replayed, out of range).</summary>
        public const int CommandsRefused = 11;

        /// <summary>Commands dropped: too many at once.</summary>
        public const int CommandsBusy = 12;

        /// <summary>Captures that could not be kept: one was still being sent, or flash did not take them.</summary>
        public const int CapturesMissed = 13;

        /// <summary>Command handlers that have failed: an error of the firmware's.</summary>
        public const int HandlerFailures = 14;

        /// <summary>Configurations refused, at start or on the way.</summary>
        public const int ConfigurationsRefused = 15;

        /// <summary>Offered models, and pieces of them, refused.</summary>
        public const int ModelsRefused = 16;

        /// <summary>Models that the board has gone back from, ever.</summary>
        public const int ModelFallbacks = 17;

        /// <summary>The number of counters that this version has.</summary>
        public const int Count = 18;
    }
}
