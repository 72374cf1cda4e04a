namespace AIoT.Embedded.Wire
{
    /// <summary>What became of a command: in an Answer, and as an index of the counters.</summary>
    public static class CommandResult
    {
        /// <summary>Carried out.</summary>
        public const int Done = 0;

        /// <summary>Refused: not of its message's form.</summary>
        public const int Malformed = 1;

        /// <summary>Refused unread: longer than a command can be.</summary>
        public const int TooLong = 2;

        /// <summary>Refused: this board does not take commands of this kind.</summary>
        public const int Unsupported = 3;

        /// <summary>Refused: well-formed, but not to be done; the reason says why.</summary>
        public const int Refused = 4;

        /// <summary>Dropped: too many at once. The sender asks again.</summary>
        public const int Busy = 5;

        /// <summary>The number of results.</summary>
        public const int Count = 6;
    }
}
