using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Commands on their way from the network's thread to the uplink's. It holds two; a third is dropped. They stay in the arrays that the MQTT
    /// library has made for them, which it does for every message and does not use again.
    /// </summary>
    internal sealed class CommandInbox
    {
        private const int Places = 2;
        private readonly byte[][] _messages = new byte[Places][];
        private readonly int[] _kinds = new int[Places];
        private int _first;
        private int _count;

        /// <summary>Takes a message, which nobody changes any more.</summary>
        /// <returns><see cref="CommandResult.Done"/>, <see cref="CommandResult.TooLong"/> or <see cref="CommandResult.Busy"/>.</returns>
        public int Put(int kind, byte[] message)
        {
            if (message.Length > WireLimits.CommandBytes)
            {
                return CommandResult.TooLong;
            }

            lock (_kinds)
            {
                if (_count == Places)
                {
                    return CommandResult.Busy;
                }

                int place = (_first + _count) % Places;
                _count++;
                _messages[place] = message;
                _kinds[place] = kind;
                return CommandResult.Done;
            }
        }

        /// <summary>Lends the oldest message until <see cref="Release"/>.</summary>
        /// <returns>False when there is none.</returns>
        public bool Take(Command command)
        {
            lock (_kinds)
            {
                if (_count == 0)
                {
                    return false;
                }

                command.Buffer = _messages[_first];
                command.Length = _messages[_first].Length;
                command.Kind = _kinds[_first];
                return true;
            }
        }

        /// <summary>Frees the place of the message that was lent.</summary>
        public void Release()
        {
            lock (_kinds)
            {
                _messages[_first] = null;
                _first = (_first + 1) % Places;
                _count--;
            }
        }
    }
}
