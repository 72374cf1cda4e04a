namespace AIoT.Embedded.Wire
{
    /// <summary>Sizes and ranges of the wire contract.</summary>
    public static class WireLimits
    {
        /// <summary>The contract's version: key 1 of every message.</summary>
        public const int Version = 1;

        /// <summary>The longest Reading in bytes.</summary>
        public const int ReadingBytes = 1024;

        /// <summary>The longest Health in bytes.</summary>
        public const int HealthBytes = 512;

        /// <summary>The longest Cursor in bytes.</summary>
        public const int CursorBytes = 64;

        /// <summary>The longest command to a board in bytes, whatever its kind; a cursor is shorter.</summary>
        public const int CommandBytes = 1280;

        /// <summary>The longest Answer, CaptureChunk, evidence or model report in bytes.</summary>
        public const int ReplyBytes = 1024;

        /// <summary>The most samples in a CaptureChunk; with them it always fits.</summary>
        public const int ChunkSamples = 448;

        /// <summary>The most samples of a raw capture.</summary>
        public const int CaptureSamples = 65536;

        /// <summary>The longest configuration of a board in bytes.</summary>
        public const int ConfigurationBytes = 1024;

        /// <summary>The longest reason in an Answer in characters.</summary>
        public const int ReasonLength = 96;

        /// <summary>The most counters in a Health.</summary>
        public const int Counters = 32;

        /// <summary>The most features in a Reading; with them and <see cref="Scores"/> every Reading fits.</summary>
        public const int Features = 128;

        /// <summary>The most scores in a Reading.</summary>
        public const int Scores = 32;

        /// <summary>The number of scalars in a Reading.</summary>
        public const int Scalars = 5;

        /// <summary>The bytes of a model's hash in a Reading.</summary>
        public const int ModelBytes = 8;

        /// <summary>The bytes of a SHA-256.</summary>
        public const int HashBytes = 32;

        /// <summary>The longest file of a model in bytes: the longest body, its signature and the length before it.</summary>
        public const int ModelFileBytes = (1 << 20) + 4096 + 2;

        /// <summary>The longest piece of a model's file in bytes.</summary>
        public const int ModelChunkBytes = 1024;

        /// <summary>The longest id of a model in characters.</summary>
        public const int ModelIdLength = 32;

        /// <summary>The longest firmware version in characters.</summary>
        public const int FirmwareLength = 32;

        /// <summary>Readings on the way without an acknowledgement, at most.</summary>
        public const int Unacknowledged = 64;

        /// <summary>The largest unsigned integer of a message (2^53 - 1): what every language holds exactly.</summary>
        public const long MaxInteger = 9007199254740991L;

        /// <summary>The largest 32-bit unsigned integer.</summary>
        public const long MaxUInt32 = 0xFFFFFFFFL;

        /// <summary>One in Q15: the largest score.</summary>
        public const int OneQ15 = 32768;
    }
}
