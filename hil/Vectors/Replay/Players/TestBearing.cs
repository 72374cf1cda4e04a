using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>The bearing and the rate of the envelope's golden vectors (tests/vectors/envelope/README.md).</summary>
    public static class TestBearing
    {
        /// <summary>12.8 kHz.</summary>
        public const int RateMilliHz = 12800000;

        /// <summary>Combs of the 6205's orders, two slips on either side.</summary>
        public static FaultComb Combs()
        {
            return new FaultComb(234946, 354877, 308936 / 2, 26107, 2);
        }
    }
}
