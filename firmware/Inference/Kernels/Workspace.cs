namespace AIoT.Embedded.Inference
{
    /// <summary>The memory of one engine: the arenas that the image plans, scratch words, and the caller's arrays during a run.</summary>
    internal sealed class Workspace
    {
        internal sbyte[] Int8;
        internal short[] Int16;

        /// <summary>Partial results of layers wider than one block.</summary>
        internal long[] Partial;

        internal int[] Features;
        internal int[] Scores;
    }
}
