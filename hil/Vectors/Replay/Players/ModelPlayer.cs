using AIoT.Embedded.Inference;

namespace AIoT.Embedded.Replay
{
    /// <summary>
    /// A model image, then pairs of inputs and outputs. Each pair runs with packed weights and without, and must come out the same; a copy of the image
    /// with one bit changed must be refused.
    /// </summary>
    public sealed class ModelPlayer : CasePlayer
    {
        private const int BodyOffset = 16;
        private ModelImage _image;
        private Engine _plain;
        private Engine _packed;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            byte[] bytes = data.ReadBytes();
            int vectors = data.ReadInt();
            _image = ModelImage.Parse(bytes, bytes.Length);
            _plain = new Engine(_image, 0);
            _packed = new Engine(_image, int.MaxValue);
            int[] scores = new int[_image.OutputCount];
            for (int i = 0; i < vectors; i++)
            {
                int[] input = data.ReadInts();
                int[] expected = data.ReadInts();
                result.Start();
                _packed.Run(input, scores);
                result.Stop();
                result.Expect("output with packed weights", expected, scores, scores.Length);
                _plain.Run(input, scores);
                result.Expect("output", expected, scores, scores.Length);
            }

            ModelImage damaged;
            ImageFault fault;
            string reason;
            bytes[BodyOffset] ^= 1;
            bool taken = ModelImage.TryParse(bytes, bytes.Length, out damaged, out fault, out reason);
            bytes[BodyOffset] ^= 1;
            result.Expect("a damaged image is taken", 0, taken ? 1 : 0);
            result.Expect("fault of a damaged image", (int)ImageFault.BadChecksum, (int)fault);
        }
    }
}
