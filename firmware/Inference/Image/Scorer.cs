namespace AIoT.Embedded.Inference
{
    /// <summary>A model that is not a network: int32 features to Q15 scores; allocates nothing in <see cref="Run"/>.</summary>
    public abstract class Scorer
    {
        /// <summary>Features that it takes.</summary>
        public abstract int InputCount { get; }

        /// <summary>Scores that it gives.</summary>
        public abstract int OutputCount { get; }

        /// <summary>Bytes that it keeps for partial results.</summary>
        public abstract int ArenaBytes { get; }

        /// <summary>Scores one vector of features; scores are Q15, 0..32768.</summary>
        public abstract void Run(int[] features, int[] scoresQ15);
    }
}
