namespace AIoT.Embedded.Wire
{
    /// <summary>Why a board kept a window's samples.</summary>
    public static class CaptureCause
    {
        /// <summary>A gateway asked for it.</summary>
        public const int Request = 0;

        /// <summary>The decision became an alarm.</summary>
        public const int Alarm = 1;
    }
}
