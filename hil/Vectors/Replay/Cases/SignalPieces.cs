namespace AIoT.Embedded.Replay
{
    /// <summary>A test signal piece by piece: the same samples as <see cref="TestSignal"/> gives at once.</summary>
    public sealed class SignalPieces
    {
        private readonly int _kind;
        private readonly int _parameter;
        private readonly int _shift;
        private int _state;
        private int _n;

        /// <summary>From sample 0 on.</summary>
        public SignalPieces(int kind, int parameter, int shift)
        {
            _kind = kind;
            _parameter = parameter;
            _shift = shift;
            _state = parameter;
        }

        /// <summary>The next samples.</summary>
        public void Next(short[] samples, int count)
        {
            for (int i = 0; i < count; i++)
            {
                _state = (_state * 1664525) + 1013904223;
                int value = TestSignal.Sample(_kind, _parameter, _n, _state, 16, _shift);
                samples[i] = (short)value;
                _n++;
            }
        }
    }
}
