namespace AIoT.Embedded.Node
{
    /// <summary>What a board takes as a model.</summary>
    public sealed class ModelSlotOptions
    {
        /// <summary>x and y of the P-256 key that must have signed a model, 64 bytes.</summary>
        public byte[] PublicKey { get; set; }

        /// <summary>The largest file in bytes, signature included.</summary>
        public int LargestFileBytes { get; set; } = 64 * 1024;

        /// <summary>What a model may take of the managed memory in bytes: file, arena and packed weights.</summary>
        public int MemoryBudgetBytes { get; set; } = 96 * 1024;

        /// <summary>Memory that the engine may use to be faster (<see cref="Inference.Engine"/>).</summary>
        public int PackedWeightBudgetBytes { get; set; }

        /// <summary>Samples per second of the board's sensor; 0: the sensor follows the model.</summary>
        public int SensorRateHz { get; set; }

        /// <summary>Windows that a model must measure before it is trusted.</summary>
        public int TrialWindows { get; set; } = 10;

        /// <summary>Starts that a model on trial gets for that.</summary>
        public int TrialStarts { get; set; } = 3;
    }
}
