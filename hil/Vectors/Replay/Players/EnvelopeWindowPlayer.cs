using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>The envelope spectrum of a window: length, low and high Hz, signal, parameter, shift, level, kurtosis, crest, digest, scores at 30 Hz.</summary>
    public sealed class EnvelopeWindowPlayer : CasePlayer
    {
        private EnvelopeSpectrum _spectrum;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            int length = data.ReadInt();
            int low = data.ReadInt();
            int high = data.ReadInt();
            short[] samples = TestSignal.Shorts(data.ReadInt(), data.ReadInt(), data.ReadInt(), length);
            EnvelopeSpectrum spectrum = new EnvelopeSpectrum(length, TestBearing.RateMilliHz, low, high);
            _spectrum = spectrum;
            FaultComb combs = TestBearing.Combs();
            int[] scores = new int[4];
            result.Start();
            spectrum.Process(samples, 0);
            combs.Score(spectrum.Whitened, spectrum.Bins, spectrum.BinsPerOrderQ16(30000), scores, 0);
            result.Stop();
            result.Expect("level", data.ReadInt(), spectrum.LevelLog2Q8);
            result.Expect("kurtosis", data.ReadInt(), spectrum.KurtosisLog2Q8);
            result.Expect("crest", data.ReadInt(), spectrum.CrestLog2Q8);
            result.Expect("digest of the spectrum", data.ReadLong(), ValueDigest.Of(spectrum.Whitened, spectrum.Whitened.Length));
            result.Expect("score", data.ReadInts(), scores, 4);
        }
    }
}
