using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Commands on their way from the network's thread to the uplink's. It holds two; a third is dropped.</summary>
    internal sealed class CommandInbox
    {
        private const int Places = 2;
        private readonly byte[][] _messages = new byte[Places][];
        private readonly int[] _lengths = new int[Places];
        private readonly int[] _kinds = new int[Places];
        private int _first;
        private int _count;

        public CommandInbox()
        {
            for (int i = 0; i < Places; i++)
            {
                _messages[i] = new byte[WireLimits.CommandBytes];
            }
        }

        /// <summary>Copies a message in.</summary>
        /// <returns><see cref="CommandResult.Done"/>, <see cref="CommandResult.TooLong"/> or <see cref="CommandResult.Busy"/>.</returns>
        public int Put(int kind, byte[] message)
        {
            if (message.Length > WireLimits.CommandBytes)
            {
                return CommandResult.TooLong;
            }

            lock (_lengths)
            {
                if (_count == Places)
                {
                    return CommandResult.Busy;
                }

                int place = (_first + _count) % Places;
                _count++;
                Array.Copy(message, 0, _messages[place], 0, message.Length);
                _lengths[place] = message.Length;
                _kinds[place] = kind;
                return CommandResult.Done;
            }
        }

        /// <summary>Lends the oldest message, in its place, until <see cref="Release"/>.</summary>
        /// <returns>False when there is none.</returns>
        public bool Take(Command command)
        {
            lock (_lengths)
            {
                if (_count == 0)
                {
                    return false;
                }

                command.Buffer = _messages[_first];
                command.Length = _lengths[_first];
                command.Kind = _kinds[_first];
                return true;
            }
        }

        /// <summary>Frees the place of the message that was lent.</summary>
        public void Release()
        {
            lock (_lengths)
            {
                _first = (_first + 1) % Places;
                _count--;
            }
        }
    }
}
