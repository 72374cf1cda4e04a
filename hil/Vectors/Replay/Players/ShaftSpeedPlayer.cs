using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>A shaft speed from 1024 samples at 800 Hz, 8 % around the nominal one: signal, parameter, shift, nominal, speed, confidence.</summary>
    public sealed class ShaftSpeedPlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            short[] samples = TestSignal.Shorts(data.ReadInt(), data.ReadInt(), data.ReadInt(), 1024);
            int nominal = data.ReadInt();
            long[] power = new long[513];
            new RealSpectrum(1024, WindowKind.Hann).Power(samples, 0, power);
            ShaftSpeedEstimator estimator = new ShaftSpeedEstimator(1024, 800000);
            result.Start();
            int speed = estimator.EstimateNear(power, nominal, 8);
            result.Stop();
            result.Expect("speed", data.ReadInt(), speed);
            result.Expect("confidence", data.ReadInt(), estimator.ConfidenceQ8);
        }
    }
}
