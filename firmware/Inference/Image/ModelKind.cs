namespace AIoT.Embedded.Inference
{
    /// <summary>What a model image holds.</summary>
    public enum ModelKind
    {
        /// <summary>A quantized neural network.</summary>
        Network = 1,
        /// <summary>An ensemble of decision trees.</summary>
        Trees = 2,
        /// <summary>A Mahalanobis distance to one centre, or the distance to the nearest of several.</summary>
        Distance = 3,
    }
}
