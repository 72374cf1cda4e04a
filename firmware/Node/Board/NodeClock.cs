namespace AIoT.Embedded.Node
{
    /// <summary>
    /// The board's idea of UTC: uptime plus what the gateway's cursors have said. It is set by the first cursor, follows later ones
    /// forward, and back by at most <see cref="LongestStepBackMilliseconds"/>: an old message played again can't set it back.
    /// </summary>
    public sealed class NodeClock
    {
        /// <summary>The earliest time that a cursor can give: 2025-01-01.</summary>
        public const long Earliest = 1735689600000L;

        /// <summary>The most that a cursor can set the clock back: a minute.</summary>
        public const long LongestStepBackMilliseconds = 60000;

        private readonly IBoard _board;
        private readonly object _gate = new object();
        private long _offset;
        private bool _assumed;

        /// <summary>A clock that is not set.</summary>
        public NodeClock(IBoard board)
        {
            _board = board;
        }

        /// <summary>Milliseconds since boot.</summary>
        public long UptimeMilliseconds
        {
            get { return _board.UptimeMilliseconds; }
        }

        /// <summary>UTC milliseconds since 1970; 0 while the clock is not set.</summary>
        public long UtcMilliseconds
        {
            get
            {
                lock (_gate)
                {
                    return _offset == 0 ? 0 : _offset + _board.UptimeMilliseconds;
                }
            }
        }

        /// <summary>Takes what the clock must show after a sleep, unless a cursor has set it: the first cursor corrects it freely.</summary>
        public void Assume(long utcMilliseconds)
        {
            lock (_gate)
            {
                if (_offset == 0 && utcMilliseconds >= Earliest)
                {
                    _offset = utcMilliseconds - _board.UptimeMilliseconds;
                    _assumed = true;
                }
            }
        }

        /// <summary>Takes the gateway's time from a cursor.</summary>
        /// <returns>False when the time is ignored: before <see cref="Earliest"/>, or too far back.</returns>
        public bool Set(long utcMilliseconds)
        {
            if (utcMilliseconds < Earliest)
            {
                return false;
            }

            lock (_gate)
            {
                long offset = utcMilliseconds - _board.UptimeMilliseconds;
                if (_offset != 0 && !_assumed && offset < _offset - LongestStepBackMilliseconds)
                {
                    return false;
                }

                _offset = offset;
                _assumed = false;
                return true;
            }
        }
    }
}
