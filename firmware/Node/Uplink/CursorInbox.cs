using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Acknowledgements on their way from the network's thread to the uplink's. It holds a few; the oldest gives way.</summary>
    internal sealed class CursorInbox
    {
        private const int Places = 8;
        private readonly byte[][] _messages = new byte[Places][];
        private readonly int[] _lengths = new int[Places];
        private int _first;
        private int _count;

        public CursorInbox()
        {
            for (int i = 0; i < Places; i++)
            {
                _messages[i] = new byte[WireLimits.CursorBytes];
            }
        }

        /// <summary>Copies a message in.</summary>
        /// <returns>False when it is longer than a cursor can be.</returns>
        public bool Put(byte[] message)
        {
            if (message.Length > WireLimits.CursorBytes)
            {
                return false;
            }

            lock (_lengths)
            {
                int place = (_first + _count) % Places;
                if (_count == Places)
                {
                    _first = (_first + 1) % Places;
                }
                else
                {
                    _count++;
                }

                Array.Copy(message, 0, _messages[place], 0, message.Length);
                _lengths[place] = message.Length;
                return true;
            }
        }

        /// <summary>Copies the oldest message out.</summary>
        /// <returns>Its length; -1 when there is none.</returns>
        public int Take(byte[] buffer)
        {
            lock (_lengths)
            {
                if (_count == 0)
                {
                    return -1;
                }

                int place = _first;
                _first = (_first + 1) % Places;
                _count--;
                Array.Copy(_messages[place], 0, buffer, 0, _lengths[place]);
                return _lengths[place];
            }
        }
    }
}
