namespace AIoT.Embedded.Inference
{
    /// <summary>Reads the trees of a model image and checks that every walk ends at a leaf and no sum overflows.</summary>
    internal sealed class TreeReader
    {
        private const int MaxDepth = 64;

        internal int Inputs;
        internal int Link;
        internal bool Vectors;
        internal int[] Feature;
        internal int[] Threshold;
        internal int[] Right;
        internal int[] Roots;
        internal int[] Values;
        internal int[] Base;
        internal int Multiplier;
        internal int Shift;
        internal int Ratio;

        /// <summary>The most comparisons of one inference.</summary>
        internal int Work;

        /// <summary>32-bit numbers of all trees, and of the table that turns sums into scores.</summary>
        internal int Numbers
        {
            get { return 3 * Feature.Length + Roots.Length + Values.Length + Base.Length + (Link == TreeEnsemble.Softmax ? 256 : 0); }
        }

        internal static TreeReader Read(ImageCursor structure, ImageCursor parameters)
        {
            TreeReader reader = new TreeReader();
            reader.Inputs = structure.Varint(1, ImageFormat.MaxFeatures);
            int outputs = structure.Varint(1, ImageFormat.MaxClasses);
            int trees = structure.Varint(1, 4096);
            int nodes = structure.Varint(trees, ImageFormat.MaxBodyLength);
            reader.Link = structure.Varint(TreeEnsemble.Linear, TreeEnsemble.Softmax);
            reader.Vectors = structure.Varint(0, 1) == 1;
            structure.End("structure section");

            // Every node takes five bytes at least: nothing is allocated for nodes that are not there.
            if (nodes > parameters.Remaining / 5 + 1 || outputs > parameters.Remaining / 4)
            {
                throw new ModelImageException(ImageFault.Truncated, nodes + " nodes do not fit the parameters");
            }

            reader.ReadNodes(parameters, trees, nodes, outputs);
            reader.ReadLink(parameters, outputs);
            parameters.End("parameter section");
            return reader;
        }

        private void ReadNodes(ImageCursor parameters, int trees, int nodes, int outputs)
        {
            Feature = new int[nodes];
            Threshold = new int[nodes];
            Right = new int[nodes];
            Roots = new int[trees];
            int perLeaf = Vectors ? outputs : 1;
            int leaves = (nodes + trees) / 2;
            if ((long)leaves * perLeaf * 4 > parameters.Remaining)
            {
                throw new ModelImageException(ImageFault.Truncated, leaves + " leaves do not fit the parameters");
            }

            Values = new int[leaves * perLeaf];
            int[] open = new int[MaxDepth];
            int node = 0;
            int leaf = 0;
            for (int t = 0; t < trees; t++)
            {
                // In pre-order a left child follows its test, and the node after a leaf is the right child of the nearest test that waits.
                Roots[t] = node;
                int depth = 0;
                int deepest = 0;
                bool done = false;
                while (!done)
                {
                    if (node >= nodes)
                    {
                        throw new ModelImageException(ImageFault.BadTree, "tree " + t + " has no end");
                    }

                    int kind = parameters.Varint(0, Inputs);
                    if (kind > 0)
                    {
                        if (depth == MaxDepth)
                        {
                            throw new ModelImageException(ImageFault.BadTree, "tree " + t + " is deeper than " + MaxDepth);
                        }

                        Feature[node] = kind - 1;
                        Threshold[node] = parameters.Int32();
                        open[depth++] = node;
                        deepest = depth > deepest ? depth : deepest;
                    }
                    else
                    {
                        if (leaf == leaves)
                        {
                            throw new ModelImageException(ImageFault.BadTree, "tree " + t + " has too many leaves");
                        }

                        Feature[node] = -1;
                        Threshold[node] = Vectors ? 0 : parameters.Varint(0, outputs - 1);
                        Right[node] = leaf * perLeaf;
                        for (int c = 0; c < perLeaf; c++)
                        {
                            Values[leaf * perLeaf + c] = parameters.Int32();
                        }

                        leaf++;
                        if (depth == 0)
                        {
                            done = true;
                        }
                        else
                        {
                            Right[open[--depth]] = node + 1;
                        }
                    }

                    node++;
                }

                Work += deepest;
            }

            if (node != nodes)
            {
                throw new ModelImageException(ImageFault.BadTree, (nodes - node) + " nodes are in no tree");
            }
        }

        private void ReadLink(ImageCursor parameters, int outputs)
        {
            Base = new int[outputs];
            for (int c = 0; c < outputs; c++)
            {
                Base[c] = parameters.Int32();
            }

            Multiplier = parameters.Int32();
            Shift = parameters.Byte();
            if (Multiplier <= 0 || Shift < 1 || Shift > 62)
            {
                throw new ModelImageException(ImageFault.BadMultiplier, "multiplier " + Multiplier + " or shift " + Shift + " is out of range");
            }

            if (Link == TreeEnsemble.Softmax)
            {
                Ratio = parameters.Int32();
                if (Ratio <= 0)
                {
                    throw new ModelImageException(ImageFault.BadMultiplier, "ratio " + Ratio + " is not in 1..2^31-1");
                }
            }

            CheckSums(outputs);
        }

        /// <summary>Base plus the largest leaf of every tree stays below 2^30 for each output.</summary>
        private void CheckSums(int outputs)
        {
            long[] bound = new long[outputs];
            long[] largest = new long[outputs];
            for (int c = 0; c < outputs; c++)
            {
                bound[c] = Base[c] < 0 ? -(long)Base[c] : Base[c];
            }

            for (int t = 0; t < Roots.Length; t++)
            {
                System.Array.Clear(largest, 0, outputs);
                int end = t + 1 < Roots.Length ? Roots[t + 1] : Feature.Length;
                for (int i = Roots[t]; i < end; i++)
                {
                    if (Feature[i] >= 0)
                    {
                        continue;
                    }

                    int first = Vectors ? 0 : Threshold[i];
                    int last = Vectors ? outputs - 1 : first;
                    for (int c = first; c <= last; c++)
                    {
                        long v = Values[Right[i] + c - first];
                        v = v < 0 ? -v : v;
                        largest[c] = v > largest[c] ? v : largest[c];
                    }
                }

                for (int c = 0; c < outputs; c++)
                {
                    bound[c] += largest[c];
                    if (bound[c] >= 1L << 30)
                    {
                        throw new ModelImageException(ImageFault.AccumulatorOverflow, "the sum of output " + c + " can overflow");
                    }
                }
            }
        }
    }
}
