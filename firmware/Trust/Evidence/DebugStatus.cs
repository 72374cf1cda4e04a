namespace AIoT.Embedded.Trust
{
    /// <summary>State of a board's debug ports (RFC 9711, section 4.2.9).</summary>
    public static class DebugStatus
    {
        /// <summary>Someone may debug the board now.</summary>
        public const int Enabled = 0;

        /// <summary>Debugging is off, and may have been on since boot.</summary>
        public const int Disabled = 1;

        /// <summary>Debugging has been off since boot, and can be switched on.</summary>
        public const int DisabledSinceBoot = 2;

        /// <summary>Debugging is off for good, except for the manufacturer.</summary>
        public const int DisabledPermanently = 3;

        /// <summary>Debugging is off for good, for everyone.</summary>
        public const int DisabledFullyAndPermanently = 4;
    }
}
