namespace AIoT.Embedded.Inference
{
    /// <summary>A tensor's shape (height, width, channels; channels vary fastest), type and place in its arena.</summary>
    internal sealed class Tensor
    {
        internal int Height;
        internal int Width;
        internal int Channels;
        internal TensorType Type;

        /// <summary>Elements, height * width * channels.</summary>
        internal int Count;

        /// <summary>First element in the arena of its type.</summary>
        internal int Offset;

        /// <summary>The layer that reads it last, or the layer count for a result.</summary>
        internal int LastRead;
    }
}
