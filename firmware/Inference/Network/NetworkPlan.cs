namespace AIoT.Embedded.Inference
{
    /// <summary>A network as the image describes it, checked: tensors, layers in order, and the arena that they need.</summary>
    internal sealed class NetworkPlan
    {
        /// <summary>Tensor 0 is the input; tensor i + 1 is what layer i writes.</summary>
        internal Tensor[] Tensors;
        internal Layer[] Layers;

        /// <summary>Elements of the arena of bytes and of the arena of shorts.</summary>
        internal int Int8Length, Int16Length;

        /// <summary>Elements past the arena of bytes that kernels may read.</summary>
        internal int SpareElements;

        /// <summary>64-bit words for partial results of wide layers.</summary>
        internal int WorkWords;

        /// <summary>Multiply-accumulates (and compares) of one inference.</summary>
        internal int Work;

        internal Tensor Result
        {
            get { return Tensors[Tensors.Length - 1]; }
        }

        /// <summary>What the engine allocates for activations and scratch, in bytes.</summary>
        internal int ArenaBytes
        {
            get { return Int8Length + SpareElements + 2 * Int16Length + 8 * WorkWords; }
        }
    }
}
