using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>
    /// A decimation factor: the number of stages, and for each its factor and its taps from the middle one on. The golden taps are applied plainly,
    /// y = saturate((2^14 + sum of tap x) >> 15), and the decimator must give the same.
    /// </summary>
    public sealed class DecimationPlayer : CasePlayer
    {
        private const int Outputs = 64;
        private Decimator _decimator;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            int factor = data.ReadInt();
            int stages = data.ReadInt();
            int[] factors = new int[stages];
            int[][] taps = new int[stages][];
            for (int i = 0; i < stages; i++)
            {
                factors[i] = data.ReadInt();
                taps[i] = data.ReadInts();
            }

            Decimator decimator = new Decimator(factor);
            _decimator = decimator;
            int needed = decimator.InputsFor(Outputs);
            short[] input = TestSignal.Shorts('n', 12 + factor, 0, needed);
            short[] output = new short[Outputs];
            result.Start();
            int made = decimator.Process(input, 0, needed, output, 0);
            result.Stop();
            short[] expected = input;
            for (int i = 0; i < stages; i++)
            {
                expected = Stage(expected, taps[i], factors[i]);
            }

            result.Expect("outputs", expected.Length < Outputs ? expected.Length : Outputs, made);
            for (int i = 0; i < made && i < expected.Length; i++)
            {
                result.Expect("output", expected[i], output[i]);
            }
        }

        private static short[] Stage(short[] x, int[] half, int factor)
        {
            int centre = half.Length - 1;
            int count = x.Length <= 2 * centre ? 0 : (x.Length - (2 * centre) - 1) / factor + 1;
            short[] output = new short[count];
            for (int n = 0; n < count; n++)
            {
                int at = (n * factor) + centre;
                int sum = (1 << 14) + (half[0] * x[at]);
                for (int k = 1; k <= centre; k++)
                {
                    sum += half[k] * (x[at - k] + x[at + k]);
                }

                sum >>= 15;
                output[n] = (short)(sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum);
            }

            return output;
        }
    }
}
