namespace AIoT.Embedded.Inference
{
    /// <summary>How a tensor's elements are held.</summary>
    public enum TensorType
    {
        /// <summary>Eight bits, in the arena of bytes.</summary>
        Int8 = 0,
        /// <summary>Sixteen bits, in the arena of shorts.</summary>
        Int16 = 1,
        /// <summary>The caller's int32 features: only Normalize reads them.</summary>
        Features = 2,
        /// <summary>The caller's int32 scores: only a last layer writes them.</summary>
        Scores = 3,
    }
}
