using AIoT.Embedded.Inference;
using nanoFramework.TestFramework;

namespace AIoT.Embedded.UnitTests
{
    /// <summary>Inference on the board itself.</summary>
    [TestClass]
    public class InferenceTests
    {
        [TestMethod]
        public void An_image_of_zeros_is_refused_with_a_reason()
        {
            ModelImage image;
            ImageFault fault;
            string reason;
            Assert.IsFalse(ModelImage.TryParse(new byte[64], 64, out image, out fault, out reason));
            Assert.AreEqual((int)ImageFault.BadMagic, (int)fault);
            Assert.IsTrue(reason.Length > 0);
        }

        [TestMethod]
        public void A_refused_image_throws_its_own_exception()
        {
            Assert.ThrowsException(typeof(ModelImageException), () => ModelImage.Parse(new byte[3], 3));
        }

        [TestMethod]
        public void A_learnt_baseline_scores_its_mean_as_nothing()
        {
            BaselineLearner learner = new BaselineLearner(2, false);
            learner.Learn(new int[] { 100, -200 });
            learner.Learn(new int[] { 140, -240 });
            int[] score = new int[1];
            CentreDistance distance = learner.ToDistance(16, 16);
            distance.Run(new int[] { 120, -220 }, score);
            Assert.AreEqual(0, score[0]);
            distance.Run(new int[] { 20000, 20000 }, score);
            Assert.AreEqual(32768, score[0]);
        }
    }
}
