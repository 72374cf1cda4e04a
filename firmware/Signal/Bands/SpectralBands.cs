namespace AIoT.Embedded.Signal
{
    /// <summary>Sums of a power spectrum over bands, and their shares of the whole as logarithms.</summary>
    public sealed class SpectralBands
    {
        /// <summary>The least share that is told apart, log2 Q8: 2^-24 of the whole. Also the share of a band without bins.</summary>
        public const int LeastShareQ8 = -24 << 8;

        private readonly int[] _edges;
        private readonly long[] _energies;
        private readonly long[][] _line = new long[1][]; // a spectrum in one array, as rows

        /// <summary>
        /// Lays out bands over the bins of a spectrum: band j holds the bins from edge j up to, not including, edge j + 1.
        /// An edge at f Hz is the bin nearest to f, kept within 1 and points/2: DC and the last bin belong to no band.
        /// </summary>
        /// <param name="count">Number of bands, 1 to 64.</param>
        /// <param name="rule">A constant of <see cref="BandRule"/>.</param>
        /// <param name="lowHz">Low edge of the first band.</param>
        /// <param name="highHz">High edge of the last band, above <paramref name="lowHz"/>, at most 65535.</param>
        /// <param name="points">Points of the transform, 256 to 2048.</param>
        /// <param name="sampleRateMilliHz">Sampling rate.</param>
        public SpectralBands(int count, int rule, int lowHz, int highHz, int points, int sampleRateMilliHz)
        {
            _energies = new long[count];
            _edges = new int[count + 1];
            for (int j = 0; j <= count; j++)
            {
                int bin = rule == BandRule.EqualRatio
                    ? RatioEdge(j, count, lowHz, highHz, points, sampleRateMilliHz)
                    : WidthEdge(j, count, lowHz, highHz, points, sampleRateMilliHz);
                _edges[j] = bin < 1 ? 1 : bin > points / 2 ? points / 2 : bin;
            }
        }

        /// <summary>Number of bands.</summary>
        public int Count
        {
            get { return _energies.Length; }
        }

        /// <summary>Sum over all bands of the last spectrum.</summary>
        public long Total { get; private set; }

        /// <summary>The first bin of band <paramref name="index"/>; at <see cref="Count"/>: one past the last bin.</summary>
        public int EdgeBin(int index)
        {
            return _edges[index];
        }

        /// <summary>Sum of the last spectrum over the bins of band <paramref name="index"/>, in the spectrum's units.</summary>
        public long Energy(int index)
        {
            return _energies[index];
        }

        /// <summary>Sums <paramref name="power"/> over the bands. The sum of all bins must stay below 2^63.</summary>
        public void Measure(long[] power)
        {
            _line[0] = power;
            Measure(_line, 31);
            _line[0] = null;
        }

        /// <summary>Sums a power spectrum that lies in rows over the bands. The sum of all bins must stay below 2^63.</summary>
        /// <param name="rows">Power spectrum as <see cref="RealSpectrum.Rows"/> has it.</param>
        /// <param name="rowBits">log2 of the bins in a row; 31: all lie in the first.</param>
        public void Measure(long[][] rows, int rowBits)
        {
            int[] edges = _edges;
            long[] energies = _energies;
            int mask = rowBits == 31 ? int.MaxValue : (1 << rowBits) - 1;
            long total = 0;
            int bin = edges[0];
            for (int j = 0; j < energies.Length; j++)
            {
                // energy = power[edges[j]] + ... + power[edges[j + 1] - 1]
                int edge = edges[j + 1];
                long energy = 0;
                while (bin < edge)
                {
                    long[] power = rows[bin >> rowBits];
                    int i = bin & mask;
                    int left = edge - bin;
                    if (left > mask - i)
                    {
                        left = mask - i + 1;
                    }

                    bin += left;
                    for (; left > 7; left -= 8)
                    {
                        energy += power[i] + power[i + 1] + power[i + 2] + power[i + 3]
                            + power[i + 4] + power[i + 5] + power[i + 6] + power[i + 7];
                        i += 8;
                    }

                    // The rest of a row in one line: a turn of a loop costs more than what it adds.
                    switch (left)
                    {
                        case 1: energy += power[i]; break;
                        case 2: energy += power[i] + power[i + 1]; break;
                        case 3: energy += power[i] + power[i + 1] + power[i + 2]; break;
                        case 4: energy += power[i] + power[i + 1] + power[i + 2] + power[i + 3]; break;
                        case 5: energy += power[i] + power[i + 1] + power[i + 2] + power[i + 3] + power[i + 4]; break;
                        case 6: energy += power[i] + power[i + 1] + power[i + 2] + power[i + 3] + power[i + 4] + power[i + 5]; break;
                        case 7: energy += power[i] + power[i + 1] + power[i + 2] + power[i + 3] + power[i + 4] + power[i + 5] + power[i + 6]; break;
                    }
                }

                energies[j] = energy;
                total += energy;
            }

            Total = total;
        }

        /// <summary>
        /// Writes <c>log2(energy / total)</c> in Q8 for each band, from <see cref="LeastShareQ8"/> to 0, and
        /// <see cref="LeastShareQ8"/> everywhere for a spectrum without energy.
        /// </summary>
        /// <param name="features">Receives <see cref="Count"/> values.</param>
        /// <param name="at">Index of the first.</param>
        public void WriteShares(int[] features, int at)
        {
            int whole = IntegerMath.Log2Q8(Total);
            for (int j = 0; j < _energies.Length; j++)
            {
                features[at + j] = Share(_energies[j], whole);
            }
        }

        /// <summary><c>log2(energy) - whole</c> in Q8, kept within <see cref="LeastShareQ8"/> and 0.</summary>
        /// <param name="energy">A part, 0 and up.</param>
        /// <param name="wholeLog2Q8">Logarithm of the whole, in the same units.</param>
        internal static int Share(long energy, int wholeLog2Q8)
        {
            if (energy <= 0)
            {
                return LeastShareQ8;
            }

            int share = IntegerMath.Log2Q8(energy) - wholeLog2Q8;
            return share > 0 ? 0 : share < LeastShareQ8 ? LeastShareQ8 : share;
        }

        // The bin nearest to low + (high - low) j / count.
        private static int WidthEdge(int j, int count, int lowHz, int highHz, int points, int sampleRateMilliHz)
        {
            long hertzTimesCount = (long)lowHz * count + (long)(highHz - lowHz) * j;
            long denominator = (long)sampleRateMilliHz * count;
            return (int)((hertzTimesCount * 2000 * points + denominator) / (2 * denominator));
        }

        // The first bin whose lower end, half a bin below its middle, is not below low (high / low)^(j / count) by the contract's logarithm.
        private static int RatioEdge(int j, int count, int lowHz, int highHz, int points, int sampleRateMilliHz)
        {
            int low = IntegerMath.Log2Q8((long)lowHz * 2000 * points);
            int high = IntegerMath.Log2Q8((long)highHz * 2000 * points);
            int edge = low + (high - low) * j / count;
            int bin = 1;
            while (bin < points / 2 && IntegerMath.Log2Q8((long)(2 * bin - 1) * sampleRateMilliHz) < edge)
            {
                bin++;
            }

            return bin;
        }
    }
}
