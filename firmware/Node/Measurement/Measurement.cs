using System;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Window by window from samples to a decision: features, scores, novelty, state. Allocates nothing after construction, but when a
    /// baseline begins or ends.
    /// </summary>
    /// <remarks>
    /// A learnt baseline with novelty b (Q15) weighs the scores s of the fault classes that the decision is made of, when it is told to:
    /// <code>
    /// several classes:     s' = s * (1/4 + 3/4 * b)     a fault that the machine has always shown counts a quarter
    /// one score, or none:  s' = b                       the machine's own normal instead of the fleet's
    /// </code>
    /// The scores in the reading stay the model's.
    /// </remarks>
    public sealed class Measurement
    {
        private const int CannotJudge = ReadingFlags.Gap | ReadingFlags.Stuck;
        private readonly WindowReader _reader;
        private readonly FeatureExtractor _extractor;
        private readonly BoardModel _model;
        private readonly Engine _engine;
        private readonly Decider _decider;
        private readonly int[] _features;
        private readonly int[] _scores;
        private readonly int[] _weighed;
        private readonly int _normalClass;
        private readonly int _travelling;
        private readonly MachineBaseline _baseline;
        private readonly bool _weighs;
        private int _faultScore;

        /// <summary>Prepares to measure.</summary>
        /// <param name="source">The sensor.</param>
        /// <param name="model">The model, on its machine.</param>
        /// <param name="rule">How scores become a decision; its normal class is the model's.</param>
        /// <exception cref="ArgumentException">The sensor does not suit the model.</exception>
        public Measurement(ISampleSource source, BoardModel model, DecisionRule rule)
            : this(source, model, rule, null, false)
        {
        }

        /// <summary>Prepares to measure a machine that has a baseline.</summary>
        /// <param name="source">The sensor.</param>
        /// <param name="model">The model, on its machine.</param>
        /// <param name="rule">How scores become a decision; its normal class is the model's.</param>
        /// <param name="baseline">Learns, and tells how new a window is; null: none.</param>
        /// <param name="weighs">True: the novelty weighs the scores.</param>
        /// <exception cref="ArgumentException">The sensor does not suit the model.</exception>
        public Measurement(ISampleSource source, BoardModel model, DecisionRule rule, MachineBaseline baseline, bool weighs)
        {
            _baseline = baseline;
            _weighs = weighs;
            _model = model;
            _engine = model.Engine;
            _reader = new WindowReader(source, model.Recipe);
            _extractor = new FeatureExtractor(model.Recipe, source.NanoGPerLsb, _reader.SampleRateMilliHz);
            _extractor.FullScaleLsb = source.FullScaleLsb;
            int scores = _engine == null ? 0 : _engine.Image.OutputCount;
            _normalClass = scores > 1 ? model.NormalClass : -1;
            rule.NormalClass = _normalClass;
            _weighed = new int[scores > 0 ? scores : 1];
            _decider = new Decider(rule, _weighed.Length);
            _features = new int[_extractor.FeatureCount];
            _scores = new int[scores];

            // More features than a message carries stay on the board.
            _travelling = _features.Length <= WireLimits.Features ? _features.Length : 0;
        }

        /// <summary>The last window: its first <see cref="WindowLength"/> samples, until the next is measured.</summary>
        public short[] Samples
        {
            get { return _reader.Samples; }
        }

        /// <summary>Samples of a window.</summary>
        public int WindowLength
        {
            get { return _model.Recipe.WindowLength; }
        }

        /// <summary>Samples per second of a window.</summary>
        public int SampleRateHz
        {
            get { return _reader.SampleRateHz; }
        }

        /// <summary>Features of a window.</summary>
        public int FeatureCount
        {
            get { return _features.Length; }
        }

        /// <summary>Features of a window that a reading carries: all, or none where a message has no room for them.</summary>
        public int TravellingFeatures
        {
            get { return _travelling; }
        }

        /// <summary>Scores of the model; 0 without one.</summary>
        public int ScoreCount
        {
            get { return _scores.Length; }
        }

        /// <summary>What the last window says of a fault, unsmoothed, Q15: the highest weighed score of a fault class; -1 where it can't be judged.</summary>
        public int FaultScore
        {
            get { return _faultScore; }
        }

        /// <summary>Makes decisions out of the windows; its state can be kept over a sleep.</summary>
        public Decider Decider
        {
            get { return _decider; }
        }

        /// <summary>Waits for a window and fills in the reading: all but its epoch, number, boot, times, sensor and windows.</summary>
        /// <returns>False when the sensor has failed.</returns>
        public bool TryMeasure(Reading reading)
        {
            if (!_reader.TryRead())
            {
                return false;
            }

            _extractor.Process(_reader.Samples, 0, _features);
            int flags = Flags();
            int novelty = -1;
            _faultScore = -1;
            if ((flags & CannotJudge) != 0)
            {
                _decider.Skip();
                Array.Clear(_scores, 0, _scores.Length);
            }
            else
            {
                if (_baseline != null)
                {
                    novelty = _baseline.Take(_features);
                }

                if (_engine != null)
                {
                    _engine.Run(_features, _scores);
                }

                Judge(novelty);
            }

            if (_baseline != null && _baseline.State == MachineBaseline.Learning)
            {
                flags |= ReadingFlags.Learning;
            }

            reading.HasNovelty = novelty >= 0;
            reading.Novelty = novelty >= 0 ? novelty : 0;
            Fill(reading, flags);
            return true;
        }

        private void Judge(int novelty)
        {
            bool weighing = _weighs && novelty >= 0;
            if (_engine == null && !weighing)
            {
                // Nothing to decide with.
                return;
            }

            int[] weighed = _weighed;
            if (weighed.Length == 1)
            {
                weighed[0] = weighing ? novelty : _scores[0];
                _faultScore = weighed[0];
            }
            else
            {
                int weight = weighing ? WireLimits.OneQ15 / 4 + ((3 * novelty) >> 2) : WireLimits.OneQ15;
                for (int i = 0; i < weighed.Length; i++)
                {
                    int score = i == _normalClass ? _scores[i] : (_scores[i] * weight) >> 15;
                    weighed[i] = score;
                    if (i != _normalClass && score > _faultScore)
                    {
                        _faultScore = score;
                    }
                }
            }

            _decider.Decide(weighed);
        }

        private int Flags()
        {
            int flags = _reader.HasGap ? ReadingFlags.Gap : 0;
            if (_extractor.Saturated)
            {
                flags |= ReadingFlags.Saturated;
            }

            if (_extractor.PeakMicroG == 0)
            {
                flags |= ReadingFlags.Stuck;
            }

            return flags;
        }

        private void Fill(Reading reading, int flags)
        {
            reading.Flags = flags;
            reading.Rate = _reader.SampleRateHz;
            reading.SpeedMilliHz = _extractor.ShaftSpeedMilliHz;
            reading.HasModel = _model.Hash != null;
            if (_model.Hash != null)
            {
                Array.Copy(_model.Hash, 0, reading.Model, 0, WireLimits.ModelBytes);
            }

            Array.Copy(_features, 0, reading.Features, 0, _travelling);
            reading.FeatureCount = _travelling;
            Array.Copy(_scores, 0, reading.Scores, 0, _scores.Length);
            reading.ScoreCount = _scores.Length;
            reading.State = _decider.State;
            reading.Class = _decider.Class;
            reading.Score = _decider.Score;
            int[] scalars = reading.Scalars;
            scalars[0] = _extractor.VelocityRmsMicrometresPerSecond;
            scalars[1] = _extractor.RmsMicroG;
            scalars[2] = _extractor.PeakMicroG;
            scalars[3] = _extractor.CrestQ8;
            scalars[4] = _extractor.KurtosisQ8;
        }
    }
}
