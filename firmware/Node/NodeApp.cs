using System;
using System.Threading;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// The board's application: one thread measures and stores, another brings what is stored to the gateway. Measuring never waits for
    /// the network, and allocates nothing per window.
    /// </summary>
    public sealed class NodeApp
    {
        private const int RetryMilliseconds = 1000;
        private readonly RingStore _store;
        private readonly Measurement _measurement;
        private readonly Uplink _uplink;
        private readonly NodeClock _clock;
        private readonly Reading _reading = new Reading();
        private readonly byte[] _buffer = new byte[WireLimits.ReadingBytes];
        private readonly AutoResetEvent _wake = new AutoResetEvent(false);
        private Thread _thread;
        private bool _stopping;
        private long _windows;
        private int _faults;

        /// <summary>An application that is not started.</summary>
        /// <param name="store">Where readings wait.</param>
        /// <param name="measurement">Where they come from.</param>
        /// <param name="uplink">How they leave.</param>
        /// <param name="clock">Their times.</param>
        /// <param name="sensor">The sensor's index on the board, 0 to 255.</param>
        public NodeApp(RingStore store, Measurement measurement, Uplink uplink, NodeClock clock, int sensor)
        {
            _store = store;
            _measurement = measurement;
            _uplink = uplink;
            _clock = clock;
            _reading.Sensor = sensor;
        }

        /// <summary>Windows measured since boot, stored or refused.</summary>
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
            get { return _reading.State; }
        }

        /// <summary>Starts both threads.</summary>
        public void Start()
        {
            _stopping = false;
            _uplink.Start();
            _thread = new Thread(Run);
            _thread.Priority = ThreadPriority.AboveNormal;
            _thread.Start();
        }

        /// <summary>Ends measuring; waits at most <paramref name="milliseconds"/> for the window under way.</summary>
        public void StopMeasuring(int milliseconds)
        {
            _stopping = true;
            _wake.Set();
            if (_thread != null)
            {
                _thread.Join(milliseconds);
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

                Thread.Sleep(20);
            }

            return true;
        }

        /// <summary>Ends everything; waits at most <paramref name="milliseconds"/> for each thread, and closes the store.</summary>
        public void Stop(int milliseconds)
        {
            StopMeasuring(milliseconds);
            _uplink.Stop(milliseconds);
            _store.Close();
        }

        /// <summary>Measures one window and stores its reading. Called by the measuring thread, and by tests.</summary>
        /// <returns>False when the sensor has failed.</returns>
        public bool MeasureOnce()
        {
            Reading reading = _reading;
            if (!_measurement.TryMeasure(reading))
            {
                return false;
            }

            _windows++;
            reading.Epoch = _store.Epoch;
            reading.Boot = _store.Boot;
            reading.Seq = _store.Produced + 1;
            reading.Time = _clock.UtcMilliseconds;
            reading.Uptime = _clock.UptimeMilliseconds;
            int length = reading.Encode(_buffer, 0);
            if (_store.TryAppend(_buffer, length))
            {
                _uplink.Wake();
            }

            return true;
        }

        private void Run()
        {
            while (!_stopping)
            {
                bool measured = false;
                try
                {
                    measured = MeasureOnce();
                }
                catch (Exception)
                {
                    // A driver's failure must not end the board.
                }

                if (!measured && !_stopping)
                {
                    _faults++;
                    _uplink.OtherErrors = _faults;
                    _wake.WaitOne(RetryMilliseconds, false);
                }
            }
        }
    }
}
