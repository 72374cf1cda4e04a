using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>The dummy orders of the combs.</summary>
    public sealed class CombDummiesPlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            int[] expected = data.ReadInts();
            result.Start();
            FaultComb combs = TestBearing.Combs();
            result.Stop();
            result.Expect("count", expected.Length, combs.DummyCount);
            for (int i = 0; i < combs.DummyCount && i < expected.Length; i++)
            {
                result.Expect("order", expected[i], combs.DummyAt(i));
            }
        }
    }
}
