using AIoT.Embedded.Inference;

namespace AIoT.Embedded.Replay
{
    /// <summary>A baseline: full, deviation floor, full scale, the windows, the state as bytes, then inputs with both distances' scores.</summary>
    public sealed class BaselinePlayer : CasePlayer
    {
        private BaselineLearner _learner;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            bool full = data.ReadInt() == 1;
            int floor = data.ReadInt();
            int scale = data.ReadInt();
            int windows = data.ReadInt();
            for (int i = 0; i < windows; i++)
            {
                int[] window = data.ReadInts();
                if (_learner == null)
                {
                    _learner = new BaselineLearner(window.Length, full);
                }

                result.Start();
                _learner.Learn(window);
                result.Stop();
            }

            byte[] state = new byte[_learner.ByteCount];
            result.Expect("state", data.ReadBytes(), state, 0, _learner.Write(state, 0));
            CentreDistance diagonal = _learner.ToDistance(floor, scale);
            CentreDistance triangle = full ? _learner.ToFullDistance(floor, scale) : diagonal;
            int[] score = new int[1];
            int scores = data.ReadInt();
            for (int i = 0; i < scores; i++)
            {
                int[] input = data.ReadInts();
                diagonal.Run(input, score);
                result.Expect("diagonal", data.ReadInt(), score[0]);
                triangle.Run(input, score);
                result.Expect("full", data.ReadInt(), score[0]);
            }
        }
    }
}
