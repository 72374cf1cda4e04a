namespace AIoT.Embedded.Wire
{
    /// <summary>What a topic carries. The numbers of commands travel in answers.</summary>
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

        /// <summary>Command: a CaptureRequest.</summary>
        public const int Capture = 4;

        /// <summary>Command: a BaselineRequest.</summary>
        public const int Baseline = 5;

        /// <summary>Command: a ConfigurationRequest.</summary>
        public const int Configuration = 6;

        /// <summary>Command: a challenge (evidence contract).</summary>
        public const int Challenge = 7;

        /// <summary>Command: a model is offered (model slots).</summary>
        public const int ModelOffer = 8;

        /// <summary>Command: a piece of the offered model (model slots).</summary>
        public const int ModelChunk = 9;

        /// <summary>An Answer to a command.</summary>
        public const int Answer = 10;

        /// <summary>A CaptureChunk.</summary>
        public const int CaptureChunk = 11;

        /// <summary>Evidence (evidence contract).</summary>
        public const int Evidence = 12;

        /// <summary>What a board says of its model slots (model slots).</summary>
        public const int ModelReport = 13;

        /// <summary>The largest of these numbers.</summary>
        public const int Last = 13;
    }
}
