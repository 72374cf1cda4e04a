using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Turns the model's scores, window by window, into a state that does not flicker: each class's score is smoothed, the worst fault
    /// class is compared with the thresholds, and a change must be asked for by several windows in a row. Allocates nothing after construction.
    /// </summary>
    /// <remarks>
    /// mean[c] = mean[c] + ((score[c] - mean[c]) * 256 / 2^shift) in Q23, so that small differences count; the first window sets it.
    /// wanted = alarm if fault &gt;= AlarmScore, warning if fault &gt;= WarningScore, else normal, where the thresholds at or below the
    /// present state are lowered by Hysteresis.
    /// </remarks>
    public sealed class Decider
    {
        private readonly DecisionRule _rule;
        private readonly int[] _means;
        private bool _started;
        private int _state = MachineState.Unknown;
        private int _class;
        private int _score;
        private int _asked;
        private int _askedFor;
        private int _invalid;

        /// <summary>A decider for a model with that many scores.</summary>
        public Decider(DecisionRule rule, int scores)
        {
            _rule = rule;
            _means = new int[scores];
        }

        /// <summary>The state (<see cref="MachineState"/>).</summary>
        public int State
        {
            get { return _state; }
        }

        /// <summary>The class that the decision is about: the worst fault class from warning on, else the normal class.</summary>
        public int Class
        {
            get { return _class; }
        }

        /// <summary>The smoothed score of that class in Q15.</summary>
        public int Score
        {
            get { return _score; }
        }

        /// <summary>Takes a window that must not be judged (a gap, a stuck sensor).</summary>
        public void Skip()
        {
            _asked = 0;
            if (++_invalid >= _rule.StaleWindows)
            {
                _invalid = _rule.StaleWindows;
                _state = MachineState.Unknown;
                _started = false;
                _class = 0;
                _score = 0;
            }
        }

        /// <summary>Takes a window's scores.</summary>
        public void Decide(int[] scoresQ15)
        {
            _invalid = 0;
            Smooth(scoresQ15);
            int worst = WorstFault();
            int fault = worst < 0 ? 0 : (_means[worst] + 128) >> 8;
            Debounce(Wanted(fault));
            if (_state >= MachineState.Warning || _rule.NormalClass < 0)
            {
                _class = worst < 0 ? 0 : worst;
                _score = fault;
            }
            else
            {
                _class = _rule.NormalClass;
                _score = (_means[_class] + 128) >> 8;
            }
        }

        /// <summary>Bytes of <see cref="Write"/>.</summary>
        public int ByteCount
        {
            get { return 4 * (7 + _means.Length); }
        }

        /// <summary>Writes the state, so that a board may sleep between windows.</summary>
        public void Write(byte[] buffer, int offset)
        {
            Bytes.Put(buffer, offset, _started ? 1 : 0, 4);
            Bytes.Put(buffer, offset + 4, _state, 4);
            Bytes.Put(buffer, offset + 8, _class, 4);
            Bytes.Put(buffer, offset + 12, _score, 4);
            Bytes.Put(buffer, offset + 16, _asked, 4);
            Bytes.Put(buffer, offset + 20, _askedFor, 4);
            Bytes.Put(buffer, offset + 24, _invalid, 4);
            for (int i = 0; i < _means.Length; i++)
            {
                Bytes.Put(buffer, offset + 28 + 4 * i, _means[i], 4);
            }
        }

        /// <summary>Takes over what <see cref="Write"/> wrote; values that no decider can have are brought into range.</summary>
        public void Read(byte[] buffer, int offset)
        {
            _started = Bytes.Get(buffer, offset, 4) == 1;
            _state = Within(Bytes.Get(buffer, offset + 4, 4), MachineState.Alarm);
            _class = Within(Bytes.Get(buffer, offset + 8, 4), _means.Length - 1);
            _score = Within(Bytes.Get(buffer, offset + 12, 4), WireLimits.OneQ15);
            _asked = Within(Bytes.Get(buffer, offset + 16, 4), 10000);
            _askedFor = Within(Bytes.Get(buffer, offset + 20, 4), MachineState.Alarm);
            _invalid = Within(Bytes.Get(buffer, offset + 24, 4), _rule.StaleWindows);
            for (int i = 0; i < _means.Length; i++)
            {
                _means[i] = Within(Bytes.Get(buffer, offset + 28 + 4 * i, 4), WireLimits.OneQ15 << 8);
            }
        }

        private static int Within(long value, int max)
        {
            return value > max ? max : (int)value;
        }

        private void Smooth(int[] scoresQ15)
        {
            for (int i = 0; i < _means.Length; i++)
            {
                int score = scoresQ15[i] << 8;
                _means[i] = _started ? _means[i] + ((score - _means[i]) >> _rule.SmoothingShift) : score;
            }

            _started = true;
        }

        private int WorstFault()
        {
            int worst = -1;
            for (int i = 0; i < _means.Length; i++)
            {
                if (i != _rule.NormalClass && (worst < 0 || _means[i] > _means[worst]))
                {
                    worst = i;
                }
            }

            return worst;
        }

        private int Wanted(int fault)
        {
            int alarm = _state >= MachineState.Alarm ? _rule.AlarmScore - _rule.Hysteresis : _rule.AlarmScore;
            int warning = _state >= MachineState.Warning ? _rule.WarningScore - _rule.Hysteresis : _rule.WarningScore;
            return fault >= alarm ? MachineState.Alarm : fault >= warning ? MachineState.Warning : MachineState.Normal;
        }

        private void Debounce(int wanted)
        {
            if (wanted == _state)
            {
                _asked = 0;
                return;
            }

            // Windows that ask for different states on the same side of the present one count together, for the least of them.
            bool up = wanted > _state;
            if (_asked == 0 || up != (_askedFor > _state))
            {
                _asked = 0;
                _askedFor = wanted;
            }
            else if (up ? wanted < _askedFor : wanted > _askedFor)
            {
                _askedFor = wanted;
            }

            _asked++;
            if (_asked >= (up ? _rule.RaiseWindows : _rule.LowerWindows))
            {
                _state = _askedFor;
                _asked = 0;
            }
        }
    }
}
