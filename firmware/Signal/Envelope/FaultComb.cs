using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// How far a whitened envelope spectrum rises at a bearing's fault orders and their harmonics.
    /// <para>
    /// For an order o and a slip s, C(o, s) = sum over h = 1..4 of w_h L(h o (1 + s)) / sum of w_h, with weights 1, 0.8, 0.6, 0.4 and L
    /// the spectrum in log2 Q8, interpolated linearly between bins. Harmonics beyond 95 % of the spectrum's end drop out with their
    /// weights. C(o) is the greatest over slips from -2 to +2 %, common to the harmonics. The score is C(o) less
    /// the median of C over up to eight dummy orders, which lie between integers and off the fault orders and their harmonics:
    /// what chance and the search for the slip would give is taken off.
    /// </para>
    /// </summary>
    public sealed class FaultComb
    {
        /// <summary>Index of the outer race's score.</summary>
        public const int Outer = 0;

        /// <summary>Index of the inner race's score.</summary>
        public const int Inner = 1;

        /// <summary>Index of the score of twice the ball's spin.</summary>
        public const int Ball = 2;

        /// <summary>Index of the cage's score.</summary>
        public const int Cage = 3;

        /// <summary>Number of scores.</summary>
        public const int Scores = 4;

        private const int One = 1 << 16;
        private const int Dummies = 8;
        private const int LargestSlipQ16 = 1311; // 2 %
        private readonly int _slipSteps;
        private readonly int _slipStepQ16;
        private readonly int[] _orders = new int[Scores];
        private readonly int[] _dummies;
        private readonly int[] _levels;
        private readonly int _highest; // order, Q16

        /// <summary>Combs of a bearing.</summary>
        /// <param name="bpfoQ16">Outer race order in Q16, 0 (unknown) to 64.</param>
        /// <param name="bpfiQ16">Inner race order in Q16.</param>
        /// <param name="bsfQ16">Ball spin order in Q16; scored at twice this.</param>
        /// <param name="ftfQ16">Cage order in Q16.</param>
        /// <param name="slipSteps">
        /// Slips tried on either side of none, 0 to 8. Two (steps of 1 %) do for one window, four for spectra of ten revolutions and more.
        /// </param>
        /// <exception cref="ArgumentException">An order or the number of steps is out of range.</exception>
        public FaultComb(int bpfoQ16, int bpfiQ16, int bsfQ16, int ftfQ16, int slipSteps)
        {
            if (slipSteps < 0 || slipSteps > 8)
            {
                throw new ArgumentException("slip steps must be 0 to 8");
            }

            _slipSteps = slipSteps;
            _slipStepQ16 = slipSteps == 0 ? 1 : LargestSlipQ16 / slipSteps;
            _orders[Outer] = bpfoQ16;
            _orders[Inner] = bpfiQ16;
            _orders[Ball] = bsfQ16 << 1;
            _orders[Cage] = ftfQ16;
            for (int i = 0; i < Scores; i++)
            {
                if (_orders[i] < 0 || _orders[i] > 128 * One)
                {
                    throw new ArgumentException("bearing orders must be 0 to 64");
                }
            }

            _dummies = ChooseDummies(_orders);
            _levels = new int[_dummies.Length];
            for (int i = 0; i < Scores + _dummies.Length; i++)
            {
                int order = i < Scores ? _orders[i] : _dummies[i - Scores];
                _highest = order > _highest ? order : _highest;
            }
        }

        /// <summary>Number of dummy orders.</summary>
        public int DummyCount
        {
            get { return _dummies.Length; }
        }

        /// <summary>A dummy order in Q16.</summary>
        public int DummyAt(int index)
        {
            return _dummies[index];
        }

        /// <summary>Scores a spectrum.</summary>
        /// <param name="whitened">log2 Q8 over surroundings, magnitudes below 2^15.</param>
        /// <param name="bins">Number of its bins, 2 to 2^15.</param>
        /// <param name="binsPerOrderQ16">Bins per shaft order in Q16; 0 when the speed is unknown: all scores are 0 then.</param>
        /// <param name="scores">Receives four scores: outer, inner, ball, cage; log2 Q8; 0 for an order that is unknown or lies beyond the spectrum.</param>
        /// <param name="at">Index of the first score.</param>
        public void Score(int[] whitened, int bins, long binsPerOrderQ16, int[] scores, int at)
        {
            int known = 0;
            for (int i = 0; i < _dummies.Length; i++)
            {
                int level = Comb(whitened, bins, binsPerOrderQ16, _dummies[i]);
                if (level == int.MinValue)
                {
                    continue;
                }

                // Sorted as they come.
                int j = known;
                while (j > 0 && _levels[j - 1] > level)
                {
                    _levels[j] = _levels[j - 1];
                    j--;
                }

                _levels[j] = level;
                known++;
            }

            int chance = known == 0 ? 0 : (_levels[(known - 1) >> 1] + _levels[known >> 1]) >> 1;
            for (int i = 0; i < Scores; i++)
            {
                int level = Comb(whitened, bins, binsPerOrderQ16, _orders[i]);
                scores[at + i] = level == int.MinValue ? 0 : level - chance;
            }
        }

        /// <summary>How many bins from the first <see cref="Score"/> reads at most: 2 to <paramref name="bins"/>.</summary>
        /// <param name="bins">As for <see cref="Score"/>.</param>
        /// <param name="binsPerOrderQ16">As for <see cref="Score"/>.</param>
        internal int Reach(int bins, long binsPerOrderQ16)
        {
            // The fourth harmonic of the highest order at the greatest slip, and the bin above it. 2^23 * 2^31 = 2^54; 4 * 2^38 * 2^17 = 2^57.
            long position = _highest * binsPerOrderQ16 >> 16;
            long reach = (4 * position * (One + LargestSlipQ16) >> 32) + 2;
            return reach < bins ? (int)reach : bins;
        }

        // C(o) in log2 Q8, or int.MinValue when the order is unknown or its first harmonic lies beyond 95 % of the spectrum.
        private int Comb(int[] whitened, int bins, long binsPerOrderQ16, int orderQ16)
        {
            // 128 * 2^16 * (2^15 * 2^16) = 2^54
            long position = orderQ16 * binsPerOrderQ16 >> 16;
            long end = (bins - 1L) * 62259; // 0.95 in Q16
            if (position < One || position > end)
            {
                return int.MinValue;
            }

            int harmonics = (int)(end / position);
            harmonics = harmonics > 4 ? 4 : harmonics;
            int best = int.MinValue;

            // For each slip s in steps from -slipEnd to slipEnd: position * (1 + s).
            int slipEnd = _slipSteps * _slipStepQ16;
            long step = position * _slipStepQ16;
            long highest = position * (One + slipEnd);
            for (long slipped = position * (One - slipEnd); slipped <= highest; slipped += step)
            {
                // Position of the first harmonic in Q8: at most 2^15 * 2^8, of the fourth within the spectrum (0.95 * 1.02 < 1).
                int first = (int)(slipped >> 24);
                int at = first;
                int bin = at >> 8;
                int below = whitened[bin];
                int sum = 5 * ((below << 8) + (whitened[bin + 1] - below) * (at & 255));
                if (harmonics == 4)
                {
                    at += first;
                    below = whitened[bin = at >> 8];
                    sum += 4 * ((below << 8) + (whitened[bin + 1] - below) * (at & 255));
                    at += first;
                    below = whitened[bin = at >> 8];
                    sum += 3 * ((below << 8) + (whitened[bin + 1] - below) * (at & 255));
                    at += first;
                    below = whitened[bin = at >> 8];
                    sum += 2 * ((below << 8) + (whitened[bin + 1] - below) * (at & 255));
                }
                else if (harmonics > 1)
                {
                    at += first;
                    below = whitened[bin = at >> 8];
                    sum += 4 * ((below << 8) + (whitened[bin + 1] - below) * (at & 255));
                    if (harmonics > 2)
                    {
                        at += first;
                        below = whitened[bin = at >> 8];
                        sum += 3 * ((below << 8) + (whitened[bin + 1] - below) * (at & 255));
                    }
                }

                // 14 * 2^15 * 2^8 < 2^27
                if (sum > best)
                {
                    best = sum;
                }
            }

            int weight = harmonics == 4 ? 14 : harmonics == 3 ? 12 : harmonics == 2 ? 9 : 5;
            return best / (weight << 8);
        }

        // Candidates every 1/64 from 0.7 times the lowest to 1.15 times the highest known order of races and balls (2 to 7 when none is known),
        // at least 22/64 from an integer, whose first two harmonics stay clear of the first four of every fault order by 5 %, or by less
        // where that leaves too few. Eight of them, evenly spread.
        private static int[] ChooseDummies(int[] orders)
        {
            int low = int.MaxValue;
            int high = 0;
            for (int i = 0; i < Cage; i++)
            {
                if (orders[i] > 0)
                {
                    low = orders[i] < low ? orders[i] : low;
                    high = orders[i] > high ? orders[i] : high;
                }
            }

            low = high == 0 ? 2 * One : low / 10 * 7;
            high = high == 0 ? 7 * One : high / 20 * 23;
            low &= -1024;
            int[] found = new int[0];
            for (int percent = 5; percent >= 0 && found.Length < Dummies; percent--)
            {
                int count = 0;
                for (int candidate = low; candidate <= high; candidate += 1024)
                {
                    count += IsClear(candidate, orders, percent) ? 1 : 0;
                }

                int taken = count < Dummies ? count : Dummies;
                found = new int[taken];
                int index = 0;
                int next = 0;
                for (int candidate = low; candidate <= high && next < taken; candidate += 1024)
                {
                    if (!IsClear(candidate, orders, percent))
                    {
                        continue;
                    }

                    if (taken == 1 || index == next * (count - 1) / (taken - 1))
                    {
                        found[next] = candidate;
                        next++;
                    }

                    index++;
                }
            }

            return found;
        }

        private static bool IsClear(int candidate, int[] orders, int percent)
        {
            int fraction = candidate & 65535;
            if (fraction < 22 * 1024 || fraction > 42 * 1024)
            {
                return false;
            }

            for (int i = 0; i < Scores; i++)
            {
                for (int harmonic = 1; harmonic <= 4; harmonic++)
                {
                    long fault = (long)orders[i] * harmonic;
                    long once = candidate - fault;
                    long twice = 2L * candidate - fault;
                    once = once < 0 ? -once : once;
                    twice = twice < 0 ? -twice : twice;
                    if (once * 100 < fault * percent || twice * 100 < fault * percent)
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }
}
