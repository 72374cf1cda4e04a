using System;

namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Runs a model image. Everything is allocated by the constructor; nothing by a run. Not for use by two threads at once.
    /// </summary>
    public sealed class Engine
    {
        private readonly ModelImage _image;
        private readonly Workspace _memory = new Workspace();
        private readonly Kernel[] _kernels;
        private readonly int[] _scratchScores;
        private readonly int _packedBytes;
        private readonly Scorer _scorer;

        /// <summary>
        /// Prepares a model. Weights are laid into 64-bit lanes (about five times faster on the interpreter, 2.7 bytes a weight)
        /// for the layers that gain most per byte until <paramref name="packedWeightBudgetBytes"/> are used; the others read them from
        /// the image. Both give the same integers.
        /// </summary>
        /// <param name="image">The model; the engine keeps reading its bytes.</param>
        /// <param name="packedWeightBudgetBytes">Bytes that packed weights may take; 0: none. <see cref="ModelImage"/> and arena come on top.</param>
        public Engine(ModelImage image, int packedWeightBudgetBytes)
        {
            if (image == null)
            {
                throw new ArgumentNullException("image");
            }

            _image = image;
            NetworkPlan plan = image.Network;
            if (plan == null)
            {
                _scorer = image.CreateScorer();
                _kernels = new Kernel[0];
                return;
            }

            if (plan.Layers == null)
            {
                throw new InvalidOperationException("the image's layers were released: parse it again");
            }

            _memory.Int8 = new sbyte[plan.Int8Length + plan.SpareElements];
            _memory.Int16 = new short[plan.Int16Length];
            _memory.Partial = new long[plan.WorkWords];
            if (plan.Result.Type == TensorType.Scores)
            {
                _scratchScores = new int[plan.Result.Count];
            }

            bool[] packed = KernelFactory.ChoosePacked(plan, packedWeightBudgetBytes);
            _kernels = new Kernel[plan.Layers.Length];
            for (int i = 0; i < _kernels.Length; i++)
            {
                _kernels[i] = KernelFactory.Create(image.Data, plan, i, packed[i], ref _packedBytes);
            }
        }

        /// <summary>The model.</summary>
        public ModelImage Image
        {
            get { return _image; }
        }

        /// <summary>Bytes of activations and scratch that were allocated; equals <see cref="ModelImage.ArenaBytes"/>.</summary>
        public int ArenaBytes
        {
            get { return _scorer != null ? _scorer.ArenaBytes : _memory.Int8.Length + 2 * _memory.Int16.Length + 8 * _memory.Partial.Length; }
        }

        /// <summary>Bytes that packed weights take.</summary>
        public int PackedWeightBytes
        {
            get { return _packedBytes; }
        }

        /// <summary>
        /// One inference. Features are what the recipe says (int32); a model that takes int8 or int16 gets them saturated to its type.
        /// </summary>
        /// <param name="features">At least <see cref="ModelImage.InputCount"/> values.</param>
        /// <param name="scoresQ15">At least <see cref="ModelImage.OutputCount"/> places: Q15 scores (0..32768), or the last layer's raw
        /// integers where <see cref="ModelImage.HasScores"/> is false.</param>
        public void Run(int[] features, int[] scoresQ15)
        {
            if (_scorer != null)
            {
                if (features.Length < _scorer.InputCount || scoresQ15.Length < _scorer.OutputCount)
                {
                    throw new ArgumentException("features or scores are too short for the model");
                }

                _scorer.Run(features, scoresQ15);
                return;
            }

            NetworkPlan plan = _image.Network;
            Tensor input = plan.Tensors[0];
            Tensor result = plan.Result;
            if (features.Length < input.Count || scoresQ15.Length < result.Count)
            {
                throw new ArgumentException("features or scores are too short for the model");
            }

            _memory.Features = features;
            _memory.Scores = scoresQ15;
            if (input.Type == TensorType.Int8)
            {
                Saturate(features, _memory.Int8, input.Offset, input.Count);
            }
            else if (input.Type == TensorType.Int16)
            {
                Saturate(features, _memory.Int16, input.Offset, input.Count);
            }

            RunLayers();
            if (result.Type == TensorType.Int8)
            {
                sbyte[] arena = _memory.Int8;
                int from = result.Offset;
                for (int i = 0, count = result.Count; i < count; i++)
                {
                    scoresQ15[i] = arena[from + i];
                }
            }
            else if (result.Type == TensorType.Int16)
            {
                short[] arena = _memory.Int16;
                int from = result.Offset;
                for (int i = 0, count = result.Count; i < count; i++)
                {
                    scoresQ15[i] = arena[from + i];
                }
            }
        }

        /// <summary>One inference of a model with int8 input and int8 last layer, or int8 input to a score layer (then the layer before it).</summary>
        /// <exception cref="InvalidOperationException">The model's input or output is not int8.</exception>
        public void RunRaw(sbyte[] input, sbyte[] output)
        {
            Tensor last = RawResult(TensorType.Int8);
            Tensor first = _image.Network.Tensors[0];
            if (input.Length < first.Count || output.Length < last.Count)
            {
                throw new ArgumentException("input or output is too short for the model");
            }

            Array.Copy(input, 0, _memory.Int8, first.Offset, first.Count);
            _memory.Scores = _scratchScores;
            RunLayers();
            Array.Copy(_memory.Int8, last.Offset, output, 0, last.Count);
        }

        /// <summary>As <see cref="RunRaw(sbyte[],sbyte[])"/> for a model with int16 input and output.</summary>
        /// <exception cref="InvalidOperationException">The model's input or output is not int16.</exception>
        public void RunRaw(short[] input, short[] output)
        {
            Tensor last = RawResult(TensorType.Int16);
            Tensor first = _image.Network.Tensors[0];
            if (input.Length < first.Count || output.Length < last.Count)
            {
                throw new ArgumentException("input or output is too short for the model");
            }

            Array.Copy(input, 0, _memory.Int16, first.Offset, first.Count);
            _memory.Scores = _scratchScores;
            RunLayers();
            Array.Copy(_memory.Int16, last.Offset, output, 0, last.Count);
        }

        /// <summary>True when the image's self-test vector gives the expected scores, or the image has none. Allocates; call once after loading.</summary>
        public bool SelfTest()
        {
            int[] input = _image.SelfTestInput;
            if (input == null)
            {
                return true;
            }

            int[] scores = new int[_image.OutputCount];
            Run(input, scores);
            for (int i = 0; i < scores.Length; i++)
            {
                if (scores[i] != _image.SelfTestOutput[i])
                {
                    return false;
                }
            }

            return true;
        }

        private Tensor RawResult(TensorType type)
        {
            NetworkPlan plan = _image.Network;
            if (plan == null || plan.Layers == null)
            {
                throw new InvalidOperationException("the model is not a network, or its layers were released");
            }

            Tensor last = plan.Result;
            if (last.Type == TensorType.Scores)
            {
                Layer layer = plan.Layers[plan.Layers.Length - 1];
                last = plan.Tensors[layer.Inputs[layer.Inputs.Length - 1]];
            }

            if (plan.Tensors[0].Type != type || last.Type != type)
            {
                throw new InvalidOperationException("the model's input or output has another type");
            }

            return last;
        }

        private static void Saturate(int[] from, sbyte[] to, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                int v = from[i];
                if ((uint)(v + 128) > 255)
                {
                    v = v < 0 ? -128 : 127;
                }

                to[offset + i] = (sbyte)v;
            }
        }

        private static void Saturate(int[] from, short[] to, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                int v = from[i];
                if ((uint)(v + 32768) > 65535)
                {
                    v = v < 0 ? -32768 : 32767;
                }

                to[offset + i] = (short)v;
            }
        }

        private void RunLayers()
        {
            Kernel[] kernels = _kernels;
            Workspace memory = _memory;
            for (int i = 0; i < kernels.Length; i++)
            {
                kernels[i].Run(memory);
            }
        }
    }
}
