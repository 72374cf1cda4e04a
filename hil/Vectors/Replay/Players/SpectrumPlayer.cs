using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>A power spectrum: points, window, wide, mean, signal, parameter, shift, digest of all bins, then some bins with their numbers.</summary>
    public sealed class SpectrumPlayer : CasePlayer
    {
        private RealSpectrum _spectrum;
        private long[] _power;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            int points = data.ReadInt();
            int window = data.ReadInt();
            bool wide = data.ReadInt() == 1;
            int mean = data.ReadInt();
            int signal = data.ReadInt();
            int parameter = data.ReadInt();
            int shift = data.ReadInt();
            long digest = data.ReadLong();
            int bins = data.ReadInt();
            _spectrum = new RealSpectrum(points, window);
            _power = new long[_spectrum.Bins];
            if (wide)
            {
                int[] samples = new int[points];
                TestSignal.Fill(signal, parameter, shift, true, samples);
                result.Start();
                _spectrum.Power(samples, 0, mean, _power);
                result.Stop();
            }
            else
            {
                short[] samples = TestSignal.Shorts(signal, parameter, shift, points);
                result.Start();
                _spectrum.Power(samples, 0, mean, _power);
                result.Stop();
            }

            for (int i = 0; i < bins; i++)
            {
                int bin = data.ReadInt();
                result.Expect("bin " + bin.ToString(), data.ReadLong(), _power[bin]);
            }

            result.Expect("digest of all bins", digest, ValueDigest.Of(_power, _power.Length));
        }
    }
}
