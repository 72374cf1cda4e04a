using System.Threading;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Restarts the board when a part of the application has not said for too long that it is alive. It is a thread of the application: it sees
    /// a thread that hangs, not a runtime that hangs; for that, boards have their own.
    /// </summary>
    public sealed class Watchdog
    {
        /// <summary>The part that measures.</summary>
        public const int Measuring = 0;

        /// <summary>The part that talks to the gateway.</summary>
        public const int Talking = 1;

        private const int Parts = 2;
        private const int LookMilliseconds = 1000;
        private readonly IBoard _board;
        private readonly IPower _power;
        private readonly int _milliseconds;
        private readonly int[] _alive = new int[Parts];
        private readonly AutoResetEvent _end = new AutoResetEvent(false);
        private Thread _thread;
        private bool _stopping;

        /// <summary>A watchdog that is not started.</summary>
        /// <param name="board">The uptime.</param>
        /// <param name="power">Restarts the board.</param>
        /// <param name="seconds">How long a part may be still; 0: for ever.</param>
        public Watchdog(IBoard board, IPower power, int seconds)
        {
            _board = board;
            _power = power;
            _milliseconds = seconds * 1000;
        }

        /// <summary>Says that a part is alive. Cheap: call it every time round.</summary>
        public void Feed(int part)
        {
            // 32 bits of milliseconds are written at once on every board; differences count.
            _alive[part] = (int)_board.UptimeMilliseconds;
        }

        /// <summary>Starts to watch.</summary>
        public void Start()
        {
            if (_milliseconds == 0)
            {
                return;
            }

            _stopping = false;
            for (int i = 0; i < Parts; i++)
            {
                Feed(i);
            }

            _thread = new Thread(Run);
            _thread.Start();
        }

        /// <summary>Ends watching.</summary>
        public void Stop()
        {
            _stopping = true;
            _end.Set();
        }

        private void Run()
        {
            while (!_stopping)
            {
                _end.WaitOne(LookMilliseconds, false);
                int now = (int)_board.UptimeMilliseconds;
                for (int i = 0; i < Parts && !_stopping; i++)
                {
                    if (now - _alive[i] > _milliseconds)
                    {
                        _power.Restart();
                        return;
                    }
                }
            }
        }
    }
}
