using System;

namespace AIoT.Embedded.Inference
{
    /// <summary>Makes the kernels of a checked network.</summary>
    internal static class KernelFactory
    {
        /// <summary>
        /// Which layers get packed weights: those with the most output positions first (a convolution's weights are used at each), then
        /// in order, as long as they fit the budget.
        /// </summary>
        internal static bool[] ChoosePacked(NetworkPlan plan, int budget)
        {
            bool[] packed = new bool[plan.Layers.Length];
            bool[] seen = new bool[packed.Length];
            for (int round = 0; round < packed.Length; round++)
            {
                int best = -1;
                int bestPositions = 0;
                for (int i = 0; i < packed.Length; i++)
                {
                    int positions = plan.Tensors[i + 1].Height * plan.Tensors[i + 1].Width;
                    if (!seen[i] && Packable(plan, i) && positions > bestPositions)
                    {
                        best = i;
                        bestPositions = positions;
                    }
                }

                if (best < 0)
                {
                    break;
                }

                seen[best] = true;
                int bytes = LaneBytes(plan, best);
                if (bytes <= budget)
                {
                    packed[best] = true;
                    budget -= bytes;
                }
            }

            return packed;
        }

        internal static Kernel Create(byte[] data, NetworkPlan plan, int index, bool packed, ref int packedBytes)
        {
            Layer layer = plan.Layers[index];
            Tensor output = plan.Tensors[layer.Output];
            Tensor a = plan.Tensors[layer.Inputs[0]];
            switch (layer.Kind)
            {
                case LayerKind.Normalize:
                    return new NormalizeKernel(data, layer, output);
                case LayerKind.Dense:
                case LayerKind.Conv1D:
                case LayerKind.Conv2D:
                    LaneMatrix lanes = packed ? LaneMatrix.TryPack(data, layer, layer.Units) : null;
                    if (lanes != null)
                    {
                        packedBytes += LaneMatrix.BytesFor(layer, layer.Units);
                    }

                    return new MatrixKernel(data, layer, a, output, lanes);
                case LayerKind.Softmax:
                    return new SoftmaxKernel(data, layer, a);
                case LayerKind.DepthwiseConv1D:
                case LayerKind.DepthwiseConv2D:
                    if (packed)
                    {
                        packedBytes += LaneBytes(plan, index);
                    }

                    return new DepthwiseKernel(data, layer, a, output, packed);
                case LayerKind.MaxPool:
                case LayerKind.AveragePool:
                    return new PoolKernel(data, layer, a, output);
                case LayerKind.Add:
                    return new AddKernel(data, layer, a, plan.Tensors[layer.Inputs[1]], output);
                case LayerKind.Concatenate:
                case LayerKind.Reshape:
                    return new CopyKernel(plan, layer);
                case LayerKind.Lookup:
                    return new LookupKernel(data, layer, a, output);
                case LayerKind.Rescale:
                case LayerKind.Scores:
                    return new RescaleKernel(data, layer, a, output);
                case LayerKind.ReconstructionError:
                    return new ReconstructionErrorKernel(data, layer, a, plan.Tensors[layer.Inputs[1]]);
                default:
                    throw new NotSupportedException("layer kind " + (int)layer.Kind);
            }
        }

        private static bool IsDepthwise(Layer layer)
        {
            return layer.Kind == LayerKind.DepthwiseConv1D || layer.Kind == LayerKind.DepthwiseConv2D;
        }

        private static int LaneBytes(NetworkPlan plan, int i)
        {
            Layer layer = plan.Layers[i];
            return IsDepthwise(layer)
                ? 8 * plan.Tensors[i + 1].Channels * layer.KernelHeight * ((layer.KernelWidth + 2) / 3)
                : LaneMatrix.BytesFor(layer, layer.Units);
        }

        private static bool Packable(NetworkPlan plan, int i)
        {
            Layer layer = plan.Layers[i];
            return (IsDepthwise(layer) || layer.Kind == LayerKind.Dense || layer.Kind == LayerKind.Conv1D || layer.Kind == LayerKind.Conv2D)
                && plan.Tensors[layer.Inputs[0]].Type == TensorType.Int8
                && plan.Tensors[layer.Output].Type == TensorType.Int8;
        }
    }
}
