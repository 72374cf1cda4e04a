using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Sums up the windows of a period in one reading (wire contract, Reading): the worst of them as it was measured, with the flags of all
    /// and the decision of the last. Two readings take turns: nothing is copied, and nothing allocated.
    /// </summary>
    public sealed class Summary
    {
        private Reading _worst;
        private Reading _current;
        private int _windows;
        private int _flags;
        private int _fault;
        private int _state;
        private int _class;
        private int _score;

        /// <summary>Sums up windows.</summary>
        /// <param name="features">Features that a reading carries.</param>
        /// <param name="scores">Scores of the model.</param>
        public Summary(int features, int scores)
        {
            _worst = new Reading(features, scores);
            _current = new Reading(features, scores);
        }

        /// <summary>The reading that the next window is to be measured into.</summary>
        public Reading Next
        {
            get { return _current; }
        }

        /// <summary>Windows in the period so far.</summary>
        public int Windows
        {
            get { return _windows; }
        }

        /// <summary>The state of the last window.</summary>
        public int State
        {
            get { return _state; }
        }

        /// <summary>Takes the window that was measured into <see cref="Next"/>.</summary>
        /// <param name="faultScore">What it says of a fault, Q15; -1 where it can't be judged.</param>
        public void Add(int faultScore)
        {
            Reading current = _current;
            _flags |= current.Flags;
            _state = current.State;
            _class = current.Class;
            _score = current.Score;
            if (_windows == 0 || IsWorse(faultScore, current))
            {
                _current = _worst;
                _worst = current;
                _fault = faultScore;
            }

            _windows++;
        }

        /// <summary>Ends the period.</summary>
        /// <returns>Its reading: all but epoch, number, boot, times and sensor. It is valid until the next window is added.</returns>
        public Reading Take()
        {
            Reading reading = _worst;
            reading.Windows = _windows;
            reading.Flags = _flags;
            reading.State = _state;
            reading.Class = _class;
            reading.Score = _score;
            _windows = 0;
            _flags = 0;
            return reading;
        }

        private bool IsWorse(int faultScore, Reading current)
        {
            return faultScore != _fault ? faultScore > _fault : current.Scalars[0] > _worst.Scalars[0];
        }
    }
}
