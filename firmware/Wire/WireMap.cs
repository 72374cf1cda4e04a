namespace AIoT.Embedded.Wire
{
    /// <summary>
    /// Walks the pairs of a message: keys unsigned, ascending, unique; required keys 1 to <c>required</c>, optional ones up to <c>known</c>,
    /// all others skipped.
    /// </summary>
    public sealed class WireMap
    {
        private const int MaxPairs = 64;
        private readonly CborReader _reader = new CborReader();
        private int _left;
        private int _required;
        private int _known;
        private long _last;
        private int _expected;

        /// <summary>Reads the values.</summary>
        public CborReader Reader
        {
            get { return _reader; }
        }

        /// <summary>Starts on a message whose keys are all required.</summary>
        public void Begin(byte[] buffer, int offset, int length, int maxLength, int required)
        {
            Begin(buffer, offset, length, maxLength, required, required);
        }

        /// <summary>Starts on a message of at most <paramref name="maxLength"/> bytes.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Its first byte.</param>
        /// <param name="length">Its length.</param>
        /// <param name="maxLength">The longest that is read.</param>
        /// <param name="required">Keys 1 to this must be there.</param>
        /// <param name="known">Keys behind the required ones up to this may be there.</param>
        /// <exception cref="System.ArgumentOutOfRangeException">The range is not inside the buffer.</exception>
        public void Begin(byte[] buffer, int offset, int length, int maxLength, int required, int known)
        {
            _required = required;
            _known = known;
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

                if (key > _required && key <= _known)
                {
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
