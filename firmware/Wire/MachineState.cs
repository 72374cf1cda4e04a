namespace AIoT.Embedded.Wire
{
    /// <summary>What a board has decided about its machine.</summary>
    public static class MachineState
    {
        /// <summary>No model, no baseline or no valid window yet.</summary>
        public const int Unknown = 0;

        /// <summary>As it should be.</summary>
        public const int Normal = 1;

        /// <summary>Worth a look.</summary>
        public const int Warning = 2;

        /// <summary>Act now.</summary>
        public const int Alarm = 3;
    }
}
