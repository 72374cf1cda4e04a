namespace AIoT.Embedded.Inference
{
    /// <summary>How the data that a model was judged on was kept apart from what it learnt from.</summary>
    public enum SplitKind
    {
        /// <summary>Not told.</summary>
        Unknown = 0,
        /// <summary>Simulated data, other seeds.</summary>
        Simulated = 1,
        /// <summary>Whole machines or bearings held out.</summary>
        ByUnit = 2,
        /// <summary>Whole recordings held out.</summary>
        ByRecording = 3,
        /// <summary>Whole load or speed conditions held out.</summary>
        ByCondition = 4,
        /// <summary>Windows drawn at random: flatters, see the docs.</summary>
        Random = 5,
    }
}
