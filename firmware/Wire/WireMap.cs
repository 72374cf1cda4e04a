namespace AIoT.Embedded.Wire
{
    /// <summary>
    /// Walks the pairs of a message: keys unsigned, ascending, unique; required keys 1 to <c>required</c>, unknown ones skipped.
    /// </summary>
    internal sealed class WireMap
    {
        private const int MaxPairs = 64;
        private readonly CborReader _reader = new CborReader();
        private int _left;
        private int _required;
        private long _last;
        private int _expected;

        public CborReader Reader
        {
            get { return _reader; }
        }

        public void Begin(byte[] buffer, int offset, int length, int maxLength, int required)
        {
            _required = required;
            _last = -1;
            _expected = 1;
            _left = 0;
            if (length > maxLength)
            {
                _reader.Reset(buffer, 0, 0);
                _reader.Refuse("the message is too long");
                return;
            }

            _reader.Reset(buffer, offset, length);
            _left = _reader.ReadMap(MaxPairs);
        }

        /// <summary>The next known key, its value still to be read; 0 when there is none or the message was refused.</summary>
        public int Next()
        {
            while (_left > 0 && !_reader.Failed)
            {
                _left--;
                long key = _reader.ReadUnsigned(0, WireLimits.MaxInteger);
                if (_reader.Failed)
                {
                    return 0;
                }

                if (key <= _last)
                {
                    _reader.Refuse("map keys are not ascending");
                    return 0;
                }

                if (key > _expected && _expected <= _required)
                {
                    break;
                }

                _last = key;
                if (key == _expected && key <= _required)
                {
                    _expected++;
                    return (int)key;
                }

                _reader.Skip();
            }

            if (!_reader.Failed && _expected <= _required)
            {
                _reader.Refuse("a required key is missing");
            }

            if (!_reader.Failed && !_reader.AtEnd)
            {
                _reader.Refuse("bytes follow the message");
            }

            return 0;
        }
    }
}
