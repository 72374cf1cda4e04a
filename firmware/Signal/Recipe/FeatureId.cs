namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// The features a recipe can ask for: the identifiers in its bytes. Formulas, units and ranges are in
    /// docs/contracts/features.md. Every value is an int32; "log2 Q8" means 256 * log2(value).
    /// </summary>
    public static class FeatureId
    {
        /// <summary>Share of each band in the energy of all bands, log2 Q8, -6144 to 0. Parameters: count, rule, low and high edge in Hz.</summary>
        public const int BandEnergies = 1;

        /// <summary>1 + mean of the amplitude spectrum |X| over groups of bins, log2 Q8, 0 and up. Parameters: first bin, bins a value, count.</summary>
        public const int LogAmplitudeSpectrum = 2;

        /// <summary>RMS acceleration without DC in micro-g, log2 Q8.</summary>
        public const int Rms = 3;

        /// <summary>Peak acceleration without DC in micro-g, log2 Q8.</summary>
        public const int Peak = 4;

        /// <summary>Velocity RMS over the recipe's velocity range (10-1000 Hz) in micrometres per second, log2 Q8.</summary>
        public const int VelocityRms = 5;

        /// <summary>Crest factor (peak over RMS), log2 Q8.</summary>
        public const int Crest = 6;

        /// <summary>Kurtosis (fourth central moment over squared variance; 3 for noise), log2 Q8.</summary>
        public const int Kurtosis = 7;

        /// <summary>Skewness (third central moment over variance to the 3/2), Q8, signed.</summary>
        public const int Skewness = 8;

        /// <summary>Energy of the three bins nearest to each of the shaft orders 1, 2, ... count (never bin 1), as a share of all energy, log2 Q8, -6144 to 0. Parameter: count.</summary>
        public const int ShaftOrders = 9;

        /// <summary>Shaft speed that orders are taken at, in mHz, log2 Q8; 0 when unknown.</summary>
        public const int ShaftSpeed = 10;

        /// <summary>RMS of the envelope over the signal's RMS, log2 Q8.</summary>
        public const int EnvelopeLevel = 16;

        /// <summary>Kurtosis of the envelope, log2 Q8.</summary>
        public const int EnvelopeKurtosis = 17;

        /// <summary>Crest factor of the envelope, log2 Q8.</summary>
        public const int EnvelopeCrest = 18;

        /// <summary>Four values: comb scores of the envelope spectrum at BPFO, BPFI, 2 x BSF and FTF, log2 Q8 over the same comb at dummy orders.</summary>
        public const int FaultCombs = 19;
    }
}
