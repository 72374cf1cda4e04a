using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Acknowledgements on their way from the network's thread to the uplink's. It holds a few, in the MQTT library's own arrays; the oldest gives way.
    /// </summary>
    internal sealed class CursorInbox
    {
        private const int Places = 8;
        private readonly byte[][] _messages = new byte[Places][];
        private int _first;
        private int _count;

        /// <summary>Takes a message, which nobody changes any more.</summary>
        /// <returns>False when it is longer than a cursor can be.</returns>
        public bool Put(byte[] message)
        {
            if (message.Length > WireLimits.CursorBytes)
            {
                return false;
            }

            lock (_messages)
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

                _messages[place] = message;
                return true;
            }
        }

        /// <summary>Copies the oldest message out.</summary>
        /// <returns>Its length; -1 when there is none.</returns>
        public int Take(byte[] buffer)
        {
            lock (_messages)
            {
                if (_count == 0)
                {
                    return -1;
                }

                byte[] message = _messages[_first];
                _messages[_first] = null;
                _first = (_first + 1) % Places;
                _count--;
                Array.Copy(message, 0, buffer, 0, message.Length);
                return message.Length;
            }
        }
    }
}
