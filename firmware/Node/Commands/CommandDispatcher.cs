using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Brings commands to their handlers, counts what became of them, and answers. A bad command costs a counter, never the connection:
    /// nothing here throws, and nothing here touches what is measured.
    /// </summary>
    public sealed class CommandDispatcher
    {
        private const int MostHandlers = 8;
        private readonly ICommandHandler[] _handlers = new ICommandHandler[MostHandlers];
        private readonly CommandInbox _inbox = new CommandInbox();
        private readonly Command _command = new Command();
        private readonly int[] _counts = new int[CommandResult.Count];
        private readonly Answer _answer = new Answer();
        private readonly RingStore _store;
        private int _handlerCount;
        private int _failures;
        private bool _unanswered;
        private string _lastRefusal = "";

        internal CommandDispatcher(RingStore store)
        {
            _store = store;
        }

        /// <summary>Handlers that have thrown.</summary>
        public int Failures
        {
            get { return _failures; }
        }

        /// <summary>Why the last refused command was refused; empty: none was.</summary>
        public string LastRefusal
        {
            get { return _lastRefusal; }
        }

        /// <summary>Adds a handler, before the uplink is started. Where two take the same kind, the first added does.</summary>
        /// <exception cref="InvalidOperationException">There are eight already.</exception>
        public void Add(ICommandHandler handler)
        {
            if (_handlerCount == MostHandlers)
            {
                throw new InvalidOperationException("too many command handlers");
            }

            _handlers[_handlerCount++] = handler;
        }

        /// <summary>Commands since boot that came to a result (<see cref="CommandResult"/>).</summary>
        public int CountOf(int result)
        {
            return _counts[result];
        }

        /// <summary>Takes a command from the network's thread.</summary>
        internal void Put(int kind, byte[] message)
        {
            int result = _inbox.Put(kind, message);
            if (result != CommandResult.Done)
            {
                _counts[result]++;
                _lastRefusal = result == CommandResult.Busy ? "too many commands at once" : "the command is too long";
            }
        }

        /// <summary>Carries out what has come. Called by the uplink's thread while connected.</summary>
        internal void Run(IReplies replies)
        {
            if (_unanswered && !Publish(replies))
            {
                return;
            }

            while (_inbox.Take(_command))
            {
                int result = Handle(replies);
                _inbox.Release();
                _command.Buffer = null;
                _counts[result]++;
                if (result != CommandResult.Done)
                {
                    _lastRefusal = _command.Text;
                }

                if (result == CommandResult.Done && _command.Answered)
                {
                    continue;
                }

                _answer.Kind = _command.Kind;
                _answer.Id = _command.Id;
                _answer.Result = result;
                _answer.Text = _command.Text;
                if (!Publish(replies))
                {
                    return;
                }
            }
        }

        /// <summary>Lets handlers go on.</summary>
        /// <returns>Milliseconds until one wants to be called again, at most <paramref name="longest"/>.</returns>
        internal int Poll(long now, bool fresh, IReplies replies, int longest)
        {
            int wait = longest;
            for (int i = 0; i < _handlerCount; i++)
            {
                try
                {
                    int wanted = _handlers[i].Poll(now, fresh, replies);
                    wait = wanted < wait ? wanted : wait;
                }
                catch (Exception)
                {
                    _failures++;
                }
            }

            return wait < 0 ? 0 : wait;
        }

        private int Handle(IReplies replies)
        {
            Command command = _command;
            command.Id = 0;
            command.Text = "";
            command.Answered = false;
            for (int i = 0; i < _handlerCount; i++)
            {
                try
                {
                    if (_handlers[i].Takes(command.Kind))
                    {
                        int result = _handlers[i].Handle(command, replies);
                        return result >= 0 && result < CommandResult.Count ? result : CommandResult.Refused;
                    }
                }
                catch (Exception)
                {
                    _failures++;
                    command.Text = "the board failed to carry it out";
                    return CommandResult.Refused;
                }
            }

            command.Text = "this board does not take such commands";
            return CommandResult.Unsupported;
        }

        private bool Publish(IReplies replies)
        {
            _answer.Epoch = _store.Epoch;
            _answer.Boot = _store.Boot;
            int length = 0;
            try
            {
                length = _answer.Encode(replies.Buffer, 0);
            }
            catch (ArgumentException)
            {
                // A handler's text that is not ASCII.
                _failures++;
                _answer.Text = "";
                length = _answer.Encode(replies.Buffer, 0);
            }

            _unanswered = !replies.TryPublish(TopicKind.Answer, replies.Buffer, length);
            return !_unanswered;
        }
    }
}
