namespace AIoT.Embedded.Inference
{
    /// <summary>Checks an arena plan: every tensor inside its arena, and none written over one that is still to be read.</summary>
    internal static class ArenaCheck
    {
        internal static void Check(NetworkPlan plan)
        {
            int layers = plan.Layers.Length;
            plan.Result.LastRead = layers;
            for (int t = 0; t <= layers; t++)
            {
                Tensor tensor = plan.Tensors[t];
                if (tensor.Type == TensorType.Features || tensor.Type == TensorType.Scores)
                {
                    continue;
                }

                if (tensor.LastRead < t)
                {
                    tensor.LastRead = t;
                }

                int length = tensor.Type == TensorType.Int16 ? plan.Int16Length : plan.Int8Length;
                Inside(t, tensor.Offset, tensor.Count, length);
                for (int other = 0; other < t; other++)
                {
                    // Tensor t is written by layer t - 1: whatever is read then or later must lie elsewhere.
                    Tensor before = plan.Tensors[other];
                    if (before.Type == tensor.Type && before.LastRead >= t - 1
                        && Overlap(tensor.Offset, tensor.Count, before.Offset, before.Count)
                        && !(before.LastRead == t - 1 && InPlace(plan.Layers[t - 1], tensor, before)))
                    {
                        throw new ModelImageException(ImageFault.BadArena, "tensor " + t + " is written over tensor " + other + ", which is still needed");
                    }
                }
            }

            for (int i = 0; i < layers; i++)
            {
                CheckGather(plan, i);
            }
        }

        /// <summary>The gather area of layer i holds one position's taps and lies on nothing that lives while layer i runs.</summary>
        private static void CheckGather(NetworkPlan plan, int i)
        {
            Layer layer = plan.Layers[i];
            if (layer.Gather < 0)
            {
                return;
            }

            TensorType type = plan.Tensors[layer.Inputs[0]].Type;
            Inside(i + 1, layer.Gather, layer.Taps, type == TensorType.Int16 ? plan.Int16Length : plan.Int8Length);
            for (int t = 0; t <= i + 1; t++)
            {
                Tensor tensor = plan.Tensors[t];
                if (tensor.Type == type && tensor.LastRead >= i && Overlap(layer.Gather, layer.Taps, tensor.Offset, tensor.Count))
                {
                    throw new ModelImageException(ImageFault.BadArena, "layer " + i + " gathers its input over tensor " + t);
                }
            }
        }

        /// <summary>Element by element layers may write exactly over an input of the same type.</summary>
        internal static bool InPlace(Layer layer, Tensor output, Tensor input)
        {
            return output.Offset == input.Offset
                && output.Count == input.Count
                && (layer.Kind == LayerKind.Add || layer.Kind == LayerKind.Lookup || layer.Kind == LayerKind.Rescale || layer.Kind == LayerKind.Reshape);
        }

        private static bool Overlap(int a, int countA, int b, int countB)
        {
            return a < b + countB && b < a + countA;
        }

        private static void Inside(int t, int offset, int count, int length)
        {
            if (offset > length - count)
            {
                throw new ModelImageException(ImageFault.BadArena, "tensor " + t + " of " + count + " elements at " + offset + " leaves the arena of " + length);
            }
        }
    }
}
