namespace AIoT.Embedded.Wire
{
    /// <summary>Why a board refuses an offered model (wire contract, ModelReport); an index of the counters.</summary>
    public static class ModelRefusal
    {
        /// <summary>None was refused.</summary>
        public const int None = 0;

        /// <summary>The file is larger than the board takes.</summary>
        public const int TooLarge = 1;

        /// <summary>Not newer than what the board has run under that id.</summary>
        public const int OlderVersion = 2;

        /// <summary>The model in use is still on trial.</summary>
        public const int OnTrial = 3;

        /// <summary>The board has gone back from that image before.</summary>
        public const int FailedBefore = 4;

        /// <summary>More ids than the board keeps versions of.</summary>
        public const int TooManyIds = 5;

        /// <summary>A piece of a file that was not offered, or that lies outside it.</summary>
        public const int NotOffered = 6;

        /// <summary>The file is no sound image, or made for other contract versions.</summary>
        public const int Damaged = 7;

        /// <summary>The image is not the one that was offered: another hash, id or version.</summary>
        public const int OtherImage = 8;

        /// <summary>The signature is missing, wrong, or of another key.</summary>
        public const int Signature = 9;

        /// <summary>The model does not suit the board: kind, recipe, sensor.</summary>
        public const int Unsuitable = 10;

        /// <summary>The image has no self-test, or gives other scores than it says.</summary>
        public const int SelfTest = 11;

        /// <summary>The model needs more memory than there is.</summary>
        public const int Memory = 12;

        /// <summary>The board's flash failed.</summary>
        public const int Flash = 13;

        /// <summary>The model did not last its trial: the board has gone back.</summary>
        public const int Trial = 14;

        /// <summary>The number of reasons.</summary>
        public const int Count = 15;
    }
}
