using System;

namespace AIoT.Embedded.Replay
{
    /// <summary>The signals that golden vectors give as formulas (tests/vectors/spectrum and envelope).</summary>
    public static class TestSignal
    {
        /// <summary>Samples n = 0, 1, ...</summary>
        /// <param name="kind">The first letter of the formula's name: n(oise), p(ulses), s(quare), i(mpulse), c(onstant), t (sawtooth).</param>
        /// <param name="parameter">The formula's parameter: a seed, a period, a value or a place.</param>
        /// <param name="shift">Right shift of noise.</param>
        /// <param name="wide">Noise of 24 bits instead of 16.</param>
        /// <param name="samples">Filled.</param>
        public static void Fill(int kind, int parameter, int shift, bool wide, int[] samples)
        {
            // An int that wraps: an unsigned local that is cast where it is shifted is shifted unsigned by the device.
            int state = parameter;
            for (int n = 0; n < samples.Length; n++)
            {
                state = (state * 1664525) + 1013904223;
                samples[n] = Sample(kind, parameter, n, state, wide ? 8 : 16, shift);
            }
        }

        /// <summary>Sample n, from the generator's state at n.</summary>
        public static int Sample(int kind, int parameter, int n, int state, int noiseShift, int shift)
        {
            switch (kind)
            {
                case 'n':
                    return (state >> noiseShift) >> shift;
                case 'p':
                    int phase = n % parameter;
                    return (state >> 22) + (phase == 0 ? 16000 : phase == 1 ? -16000 : 0);
                case 's':
                    return n / parameter % 2 == 0 ? -32768 : 32767;
                case 'i':
                    return n == parameter ? -32768 : 0;
                case 'c':
                    return (short)parameter;
                case 't':
                    return ((n * parameter) & 65535) - 32768;
                default:
                    throw new Exception("no such signal");
            }
        }

        /// <summary>The same as 16-bit samples.</summary>
        public static short[] Shorts(int kind, int parameter, int shift, int count)
        {
            int[] wide = new int[count];
            Fill(kind, parameter, shift, false, wide);
            short[] samples = new short[count];
            for (int i = 0; i < count; i++)
            {
                samples[i] = (short)wide[i];
            }

            return samples;
        }
    }
}
