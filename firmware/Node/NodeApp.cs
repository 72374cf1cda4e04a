using System;
using System.Threading;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// The board's application: one thread measures and stores, another brings what is stored to the gateway and carries out its commands, a
    /// third watches both. Measuring never waits for the network, and allocates nothing per window. Every wait is bounded (docs/node.md).
    /// </summary>
    public sealed class NodeApp
    {
        private const int RetryMilliseconds = 1000;
        private const int ThreadMilliseconds = 5000;
        private const int LookMilliseconds = 20;
        private readonly RingStore _store;
        private readonly Measurement _measurement;
        private readonly Uplink _uplink;
        private readonly NodeClock _clock;
        private readonly NodeConfiguration _configuration;
        private readonly IPower _power;
        private readonly Watchdog _watchdog;
        private readonly MachineBaseline _baseline;
        private readonly RawCapture _capture;
        private readonly SleepState _sleepState;
        private readonly ModelSlots _models;
        private readonly Summary _summary;
        private readonly AutoResetEvent _wake = new AutoResetEvent(false);
        private Thread _thread;
        private bool _stopping;
        private bool _slept;
        private long _windows;
        private long _periodEnd;
        private int _state;
        private int _faults;
        private int _gaps;

        /// <summary>Builds the application out of a board's parts; nothing runs before <see cref="Start"/>.</summary>
        /// <exception cref="ArgumentException">The parts don't suit each other: model, sensor, name. Says why in one line.</exception>
        /// <exception cref="System.IO.IOException">The store can't be opened.</exception>
        public NodeApp(NodeParts parts)
        {
            NodeConfiguration configuration = parts.Configuration;
            _configuration = configuration;
            _power = parts.Power;
            _clock = new NodeClock(parts.Board);
            BoardModel model = BoardModel.Prepare(parts.Image, configuration.Machine, parts.PackedWeightBudgetBytes);
            byte[] recipe = model.Recipe.ToBytes();
            _baseline = new MachineBaseline(parts.Storage, model.Recipe.FeatureCount, (int)new Checksum().Of(0, recipe, 0, recipe.Length), configuration);
            _measurement = new Measurement(parts.Source, model, configuration.Decision, _baseline, configuration.BaselineWeighs);
            _summary = new Summary(_measurement.TravellingFeatures, _measurement.ScoreCount);
            _store = RingStore.Open(parts.Storage, parts.Store, parts.Board.NextRandom());
            _watchdog = new Watchdog(parts.Board, parts.Power, configuration.WatchdogSeconds);
            _uplink = new Uplink(OptionsOf(parts), parts.Client, _store, _clock, parts.Board);
            _uplink.Watchdog = _watchdog;
            if (configuration.Capture != CaptureMode.Off)
            {
                _capture = new RawCapture(parts.Storage, _measurement.WindowLength, _measurement.SampleRateHz, parts.Source.NanoGPerLsb);
                _uplink.Commands.Add(_capture);
            }

            _uplink.Commands.Add(new BaselineHandler(_baseline));
            if (parts.Configurations != null)
            {
                _uplink.Commands.Add(new ConfigurationHandler(parts.Configurations, _store, parts.Power, configuration.Device));
                _uplink.Configurations = parts.Configurations;
            }

            _models = parts.Models;
            if (_models != null)
            {
                _uplink.Commands.Add(new ModelHandler(_models, _store, parts.Power));
                _uplink.Models = _models;
            }

            if (parts.Attester != null)
            {
                parts.Attester.Boot = _store.Boot;
                _uplink.Commands.Add(new EvidenceHandler(parts.Attester, _clock));
            }

            if (configuration.WindowsAwake > 0)
            {
                _sleepState = new SleepState(parts.Storage, _measurement.Decider);
                _clock.Assume(_sleepState.Take());
            }

            _state = _measurement.Decider.State;
        }

        /// <summary>Where readings wait.</summary>
        public RingStore Store
        {
            get { return _store; }
        }

        /// <summary>How they leave; takes further command handlers before <see cref="Start"/>.</summary>
        public Uplink Uplink
        {
            get { return _uplink; }
        }

        /// <summary>The board's idea of time.</summary>
        public NodeClock Clock
        {
            get { return _clock; }
        }

        /// <summary>What the board has learnt of its machine.</summary>
        public MachineBaseline Baseline
        {
            get { return _baseline; }
        }

        /// <summary>Windows measured since boot.</summary>
        public long Windows
        {
            get { return _windows; }
        }

        /// <summary>Failures of the sensor since boot.</summary>
        public int SensorFaults
        {
            get { return _faults; }
        }

        /// <summary>The last decision (<see cref="MachineState"/>).</summary>
        public int State
        {
            get { return _state; }
        }

        /// <summary>True when the application has ended itself for a sleep.</summary>
        public bool HasSlept
        {
            get { return _slept; }
        }

        /// <summary>Starts all threads.</summary>
        public void Start()
        {
            _stopping = false;
            _watchdog.Start();
            _uplink.Start();
            _thread = new Thread(Run);
            _thread.Priority = ThreadPriority.AboveNormal;
            _thread.Start();
        }

        /// <summary>Says that no further window is to be measured; waits for nothing.</summary>
        public void EndMeasuring()
        {
            _stopping = true;
            _wake.Set();
        }

        /// <summary>Ends measuring, and stores what the period has so far; waits at most <paramref name="milliseconds"/> for the window under way.</summary>
        public void StopMeasuring(int milliseconds)
        {
            EndMeasuring();
            if ((_thread == null || _thread.Join(milliseconds)) && !_slept)
            {
                EndPeriod();
            }
        }

        /// <summary>Waits at most <paramref name="milliseconds"/> until the gateway has committed all that is stored.</summary>
        /// <returns>True when it has.</returns>
        public bool WaitUntilAcknowledged(int milliseconds)
        {
            long deadline = _clock.UptimeMilliseconds + milliseconds;
            while (_store.Acked < _store.Produced)
            {
                if (_clock.UptimeMilliseconds >= deadline)
                {
                    return false;
                }

                _watchdog.Feed(Watchdog.Measuring);
                Thread.Sleep(LookMilliseconds);
            }

            return true;
        }

        /// <summary>Ends everything; waits at most <paramref name="milliseconds"/> for each thread, and closes the store.</summary>
        /// <returns>False when a thread has not ended in time.</returns>
        public bool Stop(int milliseconds)
        {
            StopMeasuring(milliseconds);
            bool ended = _uplink.Stop(milliseconds) && (_thread == null || _thread.Join(0));
            _watchdog.Stop();
            if (!_slept)
            {
                _store.Close();
            }

            return ended;
        }

        /// <summary>Measures one window, and stores a reading of it, or of the period when that is over. Called by the measuring thread, and by tests.</summary>
        /// <returns>False when the sensor has failed.</returns>
        public bool MeasureOnce()
        {
            Reading reading = _summary.Next;
            if (!_measurement.TryMeasure(reading))
            {
                return false;
            }

            _windows++;
            if (_models != null)
            {
                _models.WindowMeasured();
            }

            if ((reading.Flags & ReadingFlags.Gap) != 0)
            {
                _uplink.Gaps = ++_gaps;
            }

            bool changed = reading.State != _state;
            bool alarm = changed && reading.State == MachineState.Alarm && _configuration.Capture == CaptureMode.Alarm;
            _state = reading.State;
            Stamp(reading);
            if (_capture != null)
            {
                _capture.Offer(_measurement.Samples, alarm, reading);
                _uplink.CapturesMissed = _capture.Missed;
            }

            _summary.Add(_measurement.FaultScore);
            long now = _clock.UptimeMilliseconds;
            if (_configuration.PeriodSeconds == 0 || changed || now >= _periodEnd)
            {
                EndPeriod();
                _periodEnd = now + 1000L * _configuration.PeriodSeconds;
            }

            return true;
        }

        private static UplinkOptions OptionsOf(NodeParts parts)
        {
            NodeConfiguration configuration = parts.Configuration;
            UplinkOptions options = new UplinkOptions();
            options.Device = configuration.Device;
            options.Firmware = parts.Firmware;
            options.Username = configuration.User;
            options.Password = configuration.Password;
            options.KeepAliveSeconds = configuration.KeepAliveSeconds;
            options.LongestBackOffMilliseconds = 1000 * configuration.BackOffSeconds;
            options.FirstBackOffMilliseconds = parts.FirstBackOffMilliseconds;
            options.HealthMilliseconds = 1000 * configuration.HealthSeconds;
            return options;
        }

        // The number that the reading will have: nobody else appends.
        private void Stamp(Reading reading)
        {
            reading.Epoch = _store.Epoch;
            reading.Boot = _store.Boot;
            reading.Seq = _store.Produced + 1;
            reading.Time = _clock.UtcMilliseconds;
            reading.Uptime = _clock.UptimeMilliseconds;
            reading.Sensor = _configuration.Sensor;
        }

        private void EndPeriod()
        {
            if (_summary.Windows == 0)
            {
                return;
            }

            Reading reading = _summary.Take();
            Stamp(reading);
            if (_store.TryAppend(reading))
            {
                _uplink.Wake();
            }
        }

        private void Run()
        {
            while (!_stopping)
            {
                _watchdog.Feed(Watchdog.Measuring);
                bool measured = false;
                try
                {
                    measured = MeasureOnce();
                }
                catch (Exception)
                {
                    // A driver's failure must not end the board.
                    if (_models != null)
                    {
                        _models.WindowFailed();
                    }
                }

                if (!measured && !_stopping)
                {
                    _faults++;
                    _uplink.SensorFaults = _faults;
                    _wake.WaitOne(RetryMilliseconds, false);
                }

                if (_sleepState != null && !_stopping && _windows >= _configuration.WindowsAwake)
                {
                    Sleep();
                    return;
                }
            }
        }

        // The windows of this life are measured: hand them over, or at least keep them, and sleep.
        private void Sleep()
        {
            EndPeriod();
            WaitUntilAcknowledged(1000 * _configuration.LingerSeconds);
            _uplink.Stop(ThreadMilliseconds);
            long now = _clock.UtcMilliseconds;
            _sleepState.Save(now == 0 ? 0 : now + 1000L * _configuration.SleepSeconds);
            _store.Close();
            _watchdog.Stop();
            _slept = true;
            _power.DeepSleep(_configuration.SleepSeconds);
        }
    }
}
