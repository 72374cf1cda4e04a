using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>The 512 entries of the logarithm's table, through the function that uses it: log2q8(512 + i) - 9 * 256 = T[i].</summary>
    public sealed class LogTablePlayer : CasePlayer
    {
        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            int[] expected = data.ReadInts();
            int[] actual = new int[expected.Length];
            result.Start();
            for (int i = 0; i < actual.Length; i++)
            {
                actual[i] = IntegerMath.Log2Q8(512 + i) - (9 * 256);
            }

            result.Stop();
            result.Expect("T", expected, actual, actual.Length);
        }
    }
}
