namespace AIoT.Embedded.Wire
{
    /// <summary>What a topic carries.</summary>
    public static class TopicKind
    {
        /// <summary>Not a topic of the contract.</summary>
        public const int None = 0;

        /// <summary>A Reading.</summary>
        public const int Reading = 1;

        /// <summary>A Health.</summary>
        public const int Health = 2;

        /// <summary>A Cursor.</summary>
        public const int Acknowledgement = 3;
    }
}
