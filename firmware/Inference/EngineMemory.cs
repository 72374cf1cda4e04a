namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// What an image and its engine take of a device's heap, told before the engine is made. nanoFramework's heap has blocks of 12 bytes: an
    /// object is one block and one for each field, an array a head of 20 bytes and its elements, rounded up (tests/Node.Tests/Memory counts
    /// the real objects so and holds this estimate to them: never below, at most a fifth above).
    /// </summary>
    public static class EngineMemory
    {
        private const int Block = 12;
        private const int ArrayHead = 20;

        /// <summary>Bytes of the image's file, of what is read out of it, and of the engine that would run it.</summary>
        /// <param name="image">The image.</param>
        /// <param name="packedWeightBudgetBytes">As it would be given to <see cref="Engine"/>.</param>
        public static int Estimate(ModelImage image, int packedWeightBudgetBytes)
        {
            int bytes = Array(image.Data.Length) + Object(34) + Array(Block * image.ClassCount);
            for (int i = 0; i < image.ClassCount; i++)
            {
                bytes += Text(image.ClassName(i));
            }

            bytes += Text(image.Id) + Object(6) + Object(5);
            NetworkPlan plan = image.Network;
            return bytes + (plan != null ? OfNetwork(image.Data, plan, packedWeightBudgetBytes) : OfScorer(image));
        }

        private static int OfNetwork(byte[] data, NetworkPlan plan, int budget)
        {
            int layers = plan.Layers.Length;
            bool[] packed = KernelFactory.ChoosePacked(plan, budget);
            int bytes = Object(7) + Array(plan.Int8Length + plan.SpareElements) + Array(2 * plan.Int16Length) + Array(8 * plan.WorkWords)
                + Array(4 * plan.Result.Count) + 3 * Array(Block * layers) + Block + Object(8);
            for (int i = 0; i < layers; i++)
            {
                // Layer, tensor, the array of the layer's inputs, and two fields to spare.
                Layer layer = plan.Layers[i];
                bytes += Object(32) + Object(8) + Array(4 * layer.Inputs.Length) + OfKernel(layer, plan.Tensors[layer.Inputs[0]], plan.Tensors[layer.Output], packed[i]);
            }

            return bytes;
        }

        private static int OfKernel(Layer layer, Tensor input, Tensor output, bool packed)
        {
            int units = layer.Units;
            switch (layer.Kind)
            {
                case LayerKind.Dense:
                case LayerKind.Conv1D:
                case LayerKind.Conv2D:
                    int columns = Lanes.WordsFor(layer.Taps) + 1;
                    return Object(16) + (packed
                        ? Object(6) + Array(Block * (columns + 2)) + (columns + 2) * Array(8 * units)
                        : Object(9) + 2 * Array(4 * units) + Array(units));
                case LayerKind.DepthwiseConv1D:
                case LayerKind.DepthwiseConv2D:
                    int channels = output.Channels;
                    int terms = layer.KernelHeight * ((layer.KernelWidth + 2) / 3);
                    return Object(11) + 2 * Array(4 * channels) + Array(channels) + Array(channels * layer.Taps) + 2 * Array(8 * channels)
                        + (packed ? Object(11) + Array(8 * channels * terms) + Array(4 * terms) : 0);
                case LayerKind.Normalize:
                    return Object(8) + 2 * Array(8 * output.Count);
                case LayerKind.Softmax:
                    return Object(5) + Array(4 * 256) * (input.Type == TensorType.Int16 ? 2 : 1);
                case LayerKind.AveragePool:
                    return Object(5) + Array(4 * layer.MultiplierCount);
                case LayerKind.Lookup:
                    return Object(4) + Array(256);
                case LayerKind.Concatenate:
                case LayerKind.Reshape:
                    return Object(5) + 2 * Array(4 * layer.Inputs.Length);
                default:
                    return Object(8);
            }
        }

        private static int OfScorer(ModelImage image)
        {
            // What was read out of the image, and the scorer over it: the numbers are shared, sums and differences are its own.
            int numbers = image.ScorerNumbers;
            return Object(13) + Object(12) + 8 * ArrayHead + 4 * numbers + Array(4 * image.InputCount) + Array(4 * image.OutputCount) + Block;
        }

        private static int Object(int fields)
        {
            return Block * (1 + fields);
        }

        private static int Array(int bytes)
        {
            return (ArrayHead + bytes + Block - 1) / Block * Block;
        }

        private static int Text(string text)
        {
            return text == null ? 0 : (Block + text.Length + Block) / Block * Block;
        }
    }
}
