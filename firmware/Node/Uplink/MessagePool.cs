namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Arrays for messages on their way: the MQTT client takes an array of exactly the message's length and keeps it until the broker has
    /// confirmed. Confirmed arrays serve again for messages of the same length, so that the steady state allocates none. One thread
    /// takes, another gives back.
    /// </summary>
    internal sealed class MessagePool
    {
        private const int Places = 8;
        private const int Free = -1;
        private const int Leaving = -2;
        private readonly byte[][] _messages = new byte[Places][];
        private readonly int[] _ids = new int[Places];
        private readonly int[] _early = new int[Places];
        private int _earlyCount;
        private int _next;

        public MessagePool()
        {
            Clear();
        }

        /// <summary>An array of that length for one message: from the pool where one is free, else a new one.</summary>
        public byte[] Take(int length)
        {
            lock (_ids)
            {
                _earlyCount = 0;
                int empty = -1;
                for (int i = 0; i < Places; i++)
                {
                    if (_ids[i] != Free)
                    {
                        continue;
                    }

                    if (_messages[i] != null && _messages[i].Length == length)
                    {
                        _ids[i] = Leaving;
                        return _messages[i];
                    }

                    if (empty < 0 || (_messages[empty] != null && _messages[i] == null))
                    {
                        empty = i;
                    }
                }

                byte[] fresh = new byte[length];
                if (empty < 0)
                {
                    // All are on the way: this one does not come back.
                    return fresh;
                }

                if (_messages[empty] != null)
                {
                    // Not always the same place gives way to a rare length.
                    _next = (_next + 1) % Places;
                    empty = _ids[_next] == Free ? _next : empty;
                }

                _messages[empty] = fresh;
                _ids[empty] = Leaving;
                return fresh;
            }
        }

        /// <summary>The client has taken the array under an id; 0: it has not.</summary>
        public void Sent(byte[] message, int id)
        {
            lock (_ids)
            {
                for (int i = 0; i < Places; i++)
                {
                    if (_messages[i] == message)
                    {
                        _ids[i] = id == 0 || WasEarly(id) ? Free : id;
                        return;
                    }
                }
            }
        }

        /// <summary>The message of that id is over; it may be known before <see cref="Sent"/> is.</summary>
        public void Confirmed(int id)
        {
            lock (_ids)
            {
                for (int i = 0; i < Places; i++)
                {
                    if (_ids[i] == id)
                    {
                        _ids[i] = Free;
                        return;
                    }
                }

                if (_earlyCount < Places)
                {
                    _early[_earlyCount++] = id;
                }
            }
        }

        /// <summary>The connection is over, and all that was on the way with it.</summary>
        public void Clear()
        {
            lock (_ids)
            {
                for (int i = 0; i < Places; i++)
                {
                    _ids[i] = Free;
                }

                _earlyCount = 0;
            }
        }

        private bool WasEarly(int id)
        {
            for (int i = 0; i < _earlyCount; i++)
            {
                if (_early[i] == id)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
