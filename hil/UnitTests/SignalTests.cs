using AIoT.Embedded.Signal;
using nanoFramework.TestFramework;

namespace AIoT.Embedded.UnitTests
{
    /// <summary>Signal processing on the board itself, where the plain result is known without a table.</summary>
    [TestClass]
    public class SignalTests
    {
        [TestMethod]
        public void The_spectrum_of_a_constant_is_in_bin_zero()
        {
            short[] samples = new short[256];
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = 1000;
            }

            long[] power = new long[129];
            new RealSpectrum(256, WindowKind.Rectangular).Power(samples, 0, power);
            Assert.IsTrue(power[0] > 0);
            for (int k = 1; k < power.Length; k++)
            {
                Assert.AreEqual(0L, power[k], "bin " + k.ToString());
            }
        }

        [TestMethod]
        public void A_square_wave_has_a_crest_factor_of_one()
        {
            short[] samples = new short[256];
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = (short)(i % 2 == 0 ? -3000 : 3000);
            }

            Moments moments = new Moments();
            moments.Measure(samples, 0, 8);
            Assert.AreEqual(1L << 20, moments.CrestQ20);
            Assert.AreEqual(1L << 20, moments.KurtosisQ20);
            Assert.AreEqual(3000L << 16, moments.RmsQ16);
        }

        [TestMethod]
        public void Kernels_of_two_transforms_do_not_disturb_each_other()
        {
            short[] samples = new short[512];
            samples[77] = 32767;
            long[] first = new long[257];
            long[] second = new long[257];
            RealSpectrum a = new RealSpectrum(512, WindowKind.Hann);
            RealSpectrum b = new RealSpectrum(512, WindowKind.Rectangular);
            a.Power(samples, 0, first);
            b.Power(samples, 0, second);
            a.Power(samples, 0, second);
            Assert.Equal(first, second);
        }
    }
}
