namespace AIoT.Embedded.Wire
{
    /// <summary>What a board is about with its models (wire contract, ModelReport).</summary>
    public static class ModelState
    {
        /// <summary>It runs without a model.</summary>
        public const int None = 0;

        /// <summary>It runs a model, and waits for nothing.</summary>
        public const int Settled = 1;

        /// <summary>It runs a model that was offered, on trial.</summary>
        public const int Trial = 2;

        /// <summary>It holds a part of an offered file.</summary>
        public const int Receiving = 3;

        /// <summary>It holds the whole offered file, and looks at it.</summary>
        public const int Verifying = 4;

        /// <summary>It has accepted the offered image, and restarts.</summary>
        public const int Restarting = 5;

        /// <summary>The number of states.</summary>
        public const int Count = 6;
    }
}
