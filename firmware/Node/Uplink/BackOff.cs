namespace AIoT.Embedded.Node
{
    /// <summary>Waits between attempts: doubling up to a longest one, with half of each random, so that boards do not come back all at once.</summary>
    public sealed class BackOff
    {
        private readonly IBoard _board;
        private readonly int _first;
        private readonly int _longest;
        private int _next;

        /// <summary>Waits from <paramref name="firstMilliseconds"/> to <paramref name="longestMilliseconds"/>, both above 0.</summary>
        public BackOff(IBoard board, int firstMilliseconds, int longestMilliseconds)
        {
            _board = board;
            _first = firstMilliseconds;
            _longest = longestMilliseconds;
            _next = firstMilliseconds;
        }

        /// <summary>Starts over after a success.</summary>
        public void Reset()
        {
            _next = _first;
        }

        /// <summary>The next wait in milliseconds.</summary>
        public int Next()
        {
            int wait = _next;
            _next = wait > _longest / 2 ? _longest : wait * 2;
            int half = wait / 2;
            return half + (int)(_board.NextRandom() % (uint)(wait - half + 1));
        }
    }
}
