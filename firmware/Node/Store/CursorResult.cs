namespace AIoT.Embedded.Node
{
    /// <summary>What a store made of an acknowledgement.</summary>
    public static class CursorResult
    {
        /// <summary>It moved the store's cursor.</summary>
        public const int Moved = 0;

        /// <summary>It said nothing new.</summary>
        public const int Old = 1;

        /// <summary>It is of another epoch: ignored.</summary>
        public const int ForeignEpoch = 2;

        /// <summary>It acknowledges what was never given out: ignored.</summary>
        public const int Ahead = 3;
    }
}
