using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Names the damaged part of a bearing from its geometry, the shaft's speed and the envelopes of one or more axes; nothing is learnt.
    /// <para>
    /// Every axis gives fault combs (<see cref="FaultComb"/>, nine slips of -2 to +2 %) of its <see cref="BroadbandEnvelopeStream"/>; their
    /// scores are averaged, and the greatest of outer race, inner race and balls names the part. The margin is its distance to the next.
    /// Whether the bearing is damaged at all is another question, which takes a baseline of the same machine.
    /// </para>
    /// </summary>
    public sealed class BearingDiagnosis
    {
        private const int SlipSteps = 4;
        private const int Parts = 3;
        private const int GreatestRateMilliHz = 13000000;
        private const int LeastSamplesPerRevolution = 400;
        private readonly FaultComb _combs;
        private readonly int[] _scores = new int[FaultComb.Scores];
        private readonly int[] _sums = new int[FaultComb.Scores];

        /// <summary>A diagnosis of one bearing.</summary>
        /// <param name="bpfoQ16">Outer race order in Q16, 0 (unknown) to 64.</param>
        /// <param name="bpfiQ16">Inner race order in Q16.</param>
        /// <param name="bsfQ16">Ball spin order in Q16.</param>
        /// <param name="ftfQ16">Cage order in Q16.</param>
        /// <exception cref="ArgumentException">An order is out of range.</exception>
        public BearingDiagnosis(int bpfoQ16, int bpfiQ16, int bsfQ16, int ftfQ16)
        {
            _combs = new FaultComb(bpfoQ16, bpfiQ16, bsfQ16, ftfQ16, SlipSteps);
        }

        /// <summary>Axes added.</summary>
        public int Axes { get; private set; }

        /// <summary>The part with the greatest score: <see cref="FaultComb.Outer"/>, <see cref="FaultComb.Inner"/> or <see cref="FaultComb.Ball"/>; -1 before the first axis.</summary>
        public int Part
        {
            get
            {
                int best = 0;
                for (int i = 1; i < Parts; i++)
                {
                    best = _sums[i] > _sums[best] ? i : best;
                }

                return Axes == 0 ? -1 : best;
            }
        }

        /// <summary>Distance of the greatest score to the next, log2 Q8; 0 before the first axis.</summary>
        public int MarginQ8
        {
            get
            {
                int best = Part;
                if (best < 0)
                {
                    return 0;
                }

                int next = int.MinValue;
                for (int i = 0; i < Parts; i++)
                {
                    next = i != best && _sums[i] > next ? _sums[i] : next;
                }

                return (_sums[best] - next) / Axes;
            }
        }

        /// <summary>By how much to decimate before the stream: the least factor of 1 to 64 that gives at most 13 kHz, or 400 samples a revolution where that is more.</summary>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds.</param>
        /// <param name="shaftSpeedMilliHz">Shaft speed.</param>
        public static int DecimationFor(int sampleRateMilliHz, int shaftSpeedMilliHz)
        {
            long greatest = (long)shaftSpeedMilliHz * LeastSamplesPerRevolution;
            greatest = greatest > GreatestRateMilliHz ? greatest : GreatestRateMilliHz;
            int factor = 1;
            while (factor < 64 && sampleRateMilliHz / factor > greatest)
            {
                factor++;
            }

            return factor;
        }

        /// <summary>Forgets all axes.</summary>
        public void Clear()
        {
            Axes = 0;
            Array.Clear(_sums, 0, _sums.Length);
        }

        /// <summary>Adds an axis.</summary>
        /// <param name="stream">Its envelope.</param>
        /// <param name="shaftSpeedMilliHz">The shaft's speed, 1 to 1,000,000 mHz.</param>
        /// <returns>False, and nothing is added, when the stream holds no spectrum yet.</returns>
        public bool Add(BroadbandEnvelopeStream stream, int shaftSpeedMilliHz)
        {
            if (!stream.Read(shaftSpeedMilliHz))
            {
                return false;
            }

            _combs.Score(stream.Whitened, BroadbandEnvelopeStream.Bins, stream.BinsPerOrderQ16(shaftSpeedMilliHz), _scores, 0);
            for (int i = 0; i < _scores.Length; i++)
            {
                _sums[i] += _scores[i];
            }

            Axes++;
            return true;
        }

        /// <summary>A part's score: octaves by which its comb rises above chance, log2 Q8, the mean over the axes; 0 before the first.</summary>
        /// <param name="part"><see cref="FaultComb.Outer"/>, <see cref="FaultComb.Inner"/>, <see cref="FaultComb.Ball"/> or <see cref="FaultComb.Cage"/>.</param>
        public int ScoreOf(int part)
        {
            return Axes == 0 ? 0 : _sums[part] / Axes;
        }
    }
}
