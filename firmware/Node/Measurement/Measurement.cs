using System;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Window by window from samples to a decision: features, scores, state. Allocates nothing after construction.</summary>
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
        private readonly int _travelling;

        /// <summary>Prepares to measure.</summary>
        /// <param name="source">The sensor.</param>
        /// <param name="model">The model, on its machine.</param>
        /// <param name="rule">How scores become a decision; its normal class is the model's.</param>
        /// <exception cref="ArgumentException">The sensor does not suit the model.</exception>
        public Measurement(ISampleSource source, BoardModel model, DecisionRule rule)
        {
            _model = model;
            _engine = model.Engine;
            _reader = new WindowReader(source, model.Recipe);
            _extractor = new FeatureExtractor(model.Recipe, source.NanoGPerLsb, _reader.SampleRateMilliHz);
            _extractor.FullScaleLsb = source.FullScaleLsb;
            int scores = _engine == null ? 0 : _engine.Image.OutputCount;
            rule.NormalClass = model.NormalClass;
            _decider = new Decider(rule, scores);
            _features = new int[_extractor.FeatureCount];
            _scores = new int[scores];

            // More features than a message carries stay on the board.
            _travelling = _features.Length <= WireLimits.Features ? _features.Length : 0;
        }

        /// <summary>Waits for a window and fills in the reading: all but its epoch, number, boot, times and sensor.</summary>
        /// <returns>False when the sensor has failed.</returns>
        public bool TryMeasure(Reading reading)
        {
            if (!_reader.TryRead())
            {
                return false;
            }

            _extractor.Process(_reader.Samples, 0, _features);
            int flags = Flags();
            if (_engine == null)
            {
                // Nothing to decide with.
            }
            else if ((flags & CannotJudge) != 0)
            {
                _decider.Skip();
                Array.Clear(_scores, 0, _scores.Length);
            }
            else
            {
                _engine.Run(_features, _scores);
                _decider.Decide(_scores);
            }

            Fill(reading, flags);
            return true;
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
