using System;
using System.IO;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// What the board has learnt of its own machine: feature by feature the mean and the spread of the windows of a healthy time, kept on
    /// flash in two files written in turn, and the novelty of a window against them. Windows come from the measuring thread, wishes from
    /// any. While it learns it writes every 64 windows, so that a power cut costs 64 at most; otherwise it allocates and writes nothing.
    /// </summary>
    /// <remarks>
    /// novelty = CentreDistance of the learnt means and standard deviations, Q15: 1 where the mean squared deviation reaches the full scale.
    /// A baseline is of one feature recipe: under another one it is forgotten.
    /// </remarks>
    public sealed class MachineBaseline
    {
        /// <summary>There is none.</summary>
        public const int None = 0;

        /// <summary>It is being learnt.</summary>
        public const int Learning = 1;

        /// <summary>It has been learnt, and windows are compared with it.</summary>
        public const int Learnt = 2;

        private const int SaveEvery = 64;
        private const int DefaultWindows = 600;
        private const int Head = 9;
        private const int Nothing = -1;
        private readonly int _features;
        private readonly int _recipe;
        private readonly int _configuredWindows;
        private readonly int _floor;
        private readonly int _scale;
        private readonly TwinFile _file;
        private readonly int[] _score = new int[1];
        private readonly object _gate = new object();
        private BaselineLearner _learner;
        private CentreDistance _distance;
        private int _state;
        private int _target;
        private int _wish = Nothing;
        private int _wishedWindows;
        private int _failures;

        /// <summary>Reads what is on flash, or begins as configured.</summary>
        /// <param name="storage">The folder; its files are <c>baseline.a</c> and <c>.b</c>.</param>
        /// <param name="features">Features of a window; more than 256 can't be learnt, and there is no baseline then.</param>
        /// <param name="recipe">A number that tells recipes apart.</param>
        /// <param name="configuration">How it is learnt.</param>
        public MachineBaseline(IStorage storage, int features, int recipe, NodeConfiguration configuration)
        {
            _features = features;
            _recipe = recipe;
            _configuredWindows = configuration.BaselineWindows;
            _floor = configuration.BaselineFloor;
            _scale = configuration.BaselineScale;
            if (features < 1 || features > BaselineLearner.MaxFeatures)
            {
                return;
            }

            _learner = new BaselineLearner(features, false);
            _file = new TwinFile(storage, "baseline", Head + _learner.ByteCount);
            if (!TryLoad() && _configuredWindows > 0)
            {
                _state = Learning;
                _target = _configuredWindows;
            }
        }

        /// <summary><see cref="None"/>, <see cref="Learning"/> or <see cref="Learnt"/>.</summary>
        public int State
        {
            get { return _state; }
        }

        /// <summary>Windows learnt.</summary>
        public int Windows
        {
            get { return _learner == null ? 0 : _learner.Windows; }
        }

        /// <summary>Writes that failed.</summary>
        public int Failures
        {
            get { return _failures; }
        }

        /// <summary>Wishes for an action (<see cref="BaselineRequest"/>); it is done with the next window. Any thread.</summary>
        /// <returns>Null; or why it can't be.</returns>
        public string TryWish(int action, int windows)
        {
            if (_file == null)
            {
                return "the recipe has more features than a baseline can have";
            }

            lock (_gate)
            {
                if (action == BaselineRequest.Finish && (_state != Learning || Windows < 2))
                {
                    return "nothing that could be finished has been learnt";
                }

                if (action != BaselineRequest.Report)
                {
                    _wish = action;
                    _wishedWindows = windows;
                }
            }

            return null;
        }

        /// <summary>Says where it stands. Any thread; allocates.</summary>
        public string Describe()
        {
            return _state == Learning ? "learning " + Windows.ToString() + " of " + _target.ToString()
                : _state == Learnt ? "learnt " + Windows.ToString()
                : "none";
        }

        /// <summary>Takes a window that can be judged. The measuring thread only.</summary>
        /// <returns>Its novelty in Q15; -1 while there is no baseline.</returns>
        public int Take(int[] features)
        {
            if (_wish != Nothing)
            {
                Fulfil();
            }

            if (_state == Learning)
            {
                Learn(features);
                return -1;
            }

            if (_state != Learnt)
            {
                return -1;
            }

            _distance.Run(features, _score);
            return _score[0];
        }

        private void Fulfil()
        {
            int wish;
            int windows;
            lock (_gate)
            {
                wish = _wish;
                windows = _wishedWindows;
                _wish = Nothing;
            }

            if (wish == BaselineRequest.Finish)
            {
                if (_state == Learning && _learner.Windows >= 2)
                {
                    Finish();
                }

                return;
            }

            _distance = null;
            _learner = new BaselineLearner(_features, false);
            _state = wish == BaselineRequest.Learn ? Learning : None;
            _target = windows >= 2 ? windows : _configuredWindows > 0 ? _configuredWindows : DefaultWindows;
            Save();
        }

        private void Learn(int[] features)
        {
            if (!_learner.Learn(features) || _learner.Windows >= _target)
            {
                Finish();
            }
            else if (_learner.Windows % SaveEvery == 0)
            {
                Save();
            }
        }

        private void Finish()
        {
            _distance = _learner.ToDistance(_floor, _scale);
            _state = Learnt;
            Save();
        }

        // State, recipe, target, then the learner's own bytes, which check themselves.
        private void Save()
        {
            byte[] bytes = _file.Bytes;
            int at = _file.Offset;
            bytes[at] = (byte)_state;
            Bytes.Put(bytes, at + 1, _recipe, 4);
            Bytes.Put(bytes, at + 5, _target, 4);
            int length = Head + _learner.Write(bytes, at + Head);
            try
            {
                _file.Save(length);
            }
            catch (IOException)
            {
                _failures++;
            }
        }

        private bool TryLoad()
        {
            int length = _file.Load();
            byte[] bytes = _file.Bytes;
            int at = _file.Offset;
            if (length <= Head || (int)Bytes.Get(bytes, at + 1, 4) != _recipe)
            {
                return false;
            }

            BaselineLearner learner = BaselineLearner.Read(bytes, at + Head, length - Head);
            int state = bytes[at];
            int target = (int)Bytes.Get(bytes, at + 5, 4);
            if (learner == null || learner.FeatureCount != _features || learner.IsFull || state > Learnt || target < 2 || (state == Learnt && learner.Windows < 2))
            {
                return false;
            }

            _learner = learner;
            _state = state;
            _target = target;
            _distance = state == Learnt ? learner.ToDistance(_floor, _scale) : null;
            return true;
        }
    }
}
