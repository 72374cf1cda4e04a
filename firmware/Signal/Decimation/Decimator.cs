using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Lowers a sampling rate by a whole factor of 2 to 8 behind linear-phase anti-alias filters in integers.
    /// With r the output's rate: flat within 0.03 dB up to 0.4 r, at least 60 dB down from 0.6 r, so that nothing folds
    /// onto what lies below 0.4 r; a constant keeps its value exactly. Even factors halve the rate first, as often as they can.
    /// A stream may come in pieces of any length; results do not depend on how it is cut. Nothing is allocated after construction.
    /// </summary>
    public sealed class Decimator
    {
        private readonly DecimationStage[] _stages;
        private readonly short[][] _between;

        /// <summary>A decimator by <paramref name="factor"/>, 2 to 8.</summary>
        public Decimator(int factor)
        {
            switch (factor)
            {
                case 2:
                    _stages = new[] { new DecimationStage(2, HalfBand.SharpKind) };
                    break;
                case 4:
                    _stages = new[] { new DecimationStage(2, HalfBand.WideKind), new DecimationStage(2, HalfBand.SharpKind) };
                    break;
                case 6:
                    _stages = new[] { new DecimationStage(2, HalfBand.WideKind), new DecimationStage(3, 0) };
                    break;
                case 8:
                    _stages = new[]
                    {
                        new DecimationStage(2, HalfBand.WidestKind), new DecimationStage(2, HalfBand.WideKind), new DecimationStage(2, HalfBand.SharpKind),
                    };
                    break;
                case 3:
                case 5:
                case 7:
                    _stages = new[] { new DecimationStage(factor, 0) };
                    break;
                default:
                    throw new ArgumentOutOfRangeException("factor", "A decimation factor is 2 to 8.");
            }

            Factor = factor;
            _between = new short[_stages.Length - 1][];
            for (int i = 0; i < _between.Length; i++)
            {
                _between[i] = new short[(DecimationStage.Block >> (i + 1)) + 1];
            }

            int step = 1;
            int doubledDelay = 0;
            for (int i = 0; i < _stages.Length; i++)
            {
                doubledDelay += (_stages[i].Taps - 1) * step;
                step *= _stages[i].Factor;
            }

            Delay = doubledDelay / 2;
        }

        /// <summary>Samples in for one out.</summary>
        public int Factor { get; }

        /// <summary>Delay of the filters in input samples: output k is the signal at input k * <see cref="Factor"/> + <see cref="Delay"/>.</summary>
        public int Delay { get; }

        /// <summary>Input samples that <paramref name="outputs"/> outputs take from a fresh start.</summary>
        public int InputsFor(int outputs)
        {
            return (outputs - 1) * Factor + 2 * Delay + 1;
        }

        /// <summary>Forgets the stream so far, as after a gap.</summary>
        public void Reset()
        {
            for (int i = 0; i < _stages.Length; i++)
            {
                _stages[i].Reset();
            }
        }

        /// <summary>Takes samples and writes the outputs that they complete.</summary>
        /// <param name="input">Samples.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <param name="output">Receives at most <c>count / Factor + 1</c> values; may be <paramref name="input"/> itself when <paramref name="outputStart"/> is not above <paramref name="start"/>.</param>
        /// <param name="outputStart">Index of the first.</param>
        /// <returns>How many were written.</returns>
        public int Process(short[] input, int start, int count, short[] output, int outputStart)
        {
            int at = outputStart;
            while (count > 0)
            {
                int take = count < DecimationStage.Block ? count : DecimationStage.Block;
                short[] from = input;
                int fromStart = start;
                int length = take;
                for (int i = 0; i < _stages.Length; i++)
                {
                    bool final = i == _stages.Length - 1;
                    short[] to = final ? output : _between[i];
                    int toStart = final ? at : 0;
                    length = _stages[i].Process(from, fromStart, length, to, toStart);
                    from = to;
                    fromStart = 0;
                }

                at += length;
                start += take;
                count -= take;
            }

            return at - outputStart;
        }
    }
}
