namespace AIoT.Embedded.Node
{
    /// <summary>When a board keeps a window's raw samples.</summary>
    public static class CaptureMode
    {
        /// <summary>Never: no memory is set aside.</summary>
        public const int Off = 0;

        /// <summary>When a gateway asks.</summary>
        public const int Request = 1;

        /// <summary>When a gateway asks, and when the decision becomes an alarm.</summary>
        public const int Alarm = 2;
    }
}
