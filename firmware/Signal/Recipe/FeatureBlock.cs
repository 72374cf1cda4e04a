namespace AIoT.Embedded.Signal
{
    /// <summary>One entry of a recipe: a feature, or a run of features of one kind, with its parameters.</summary>
    public sealed class FeatureBlock
    {
        /// <summary>A block; parameters that the kind does not have are 0.</summary>
        /// <param name="id">A constant of <see cref="FeatureId"/>.</param>
        /// <param name="count">Number of values that the block adds to the features.</param>
        /// <param name="rule">Bands: a constant of <see cref="BandRule"/>. Log spectrum: bins a value.</param>
        /// <param name="low">Bands: low edge in Hz. Log spectrum: first bin.</param>
        /// <param name="high">Bands: high edge in Hz.</param>
        public FeatureBlock(int id, int count, int rule, int low, int high)
        {
            Id = id;
            Count = count;
            Rule = rule;
            Low = low;
            High = high;
        }

        /// <summary>A constant of <see cref="FeatureId"/>.</summary>
        public int Id { get; }

        /// <summary>Number of values that the block adds to the features.</summary>
        public int Count { get; }

        /// <summary>Bands: a constant of <see cref="BandRule"/>. Log spectrum: bins a value.</summary>
        public int Rule { get; }

        /// <summary>Bands: low edge in Hz. Log spectrum: first bin.</summary>
        public int Low { get; }

        /// <summary>Bands: high edge in Hz.</summary>
        public int High { get; }
    }
}
