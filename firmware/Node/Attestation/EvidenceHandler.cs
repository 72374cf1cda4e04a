using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Answers challenges with evidence, and sends evidence of the boot on the first connection (evidence contract).</summary>
    public sealed class EvidenceHandler : ICommandHandler
    {
        private const int RetryMilliseconds = 500;
        private readonly Attester _attester;
        private readonly NodeClock _clock;
        private readonly Challenge _challenge = new Challenge();
        private bool _sent;

        /// <summary>Evidence by that attester.</summary>
        public EvidenceHandler(Attester attester, NodeClock clock)
        {
            _attester = attester;
            _clock = clock;
        }

        /// <inheritdoc/>
        public bool Takes(int kind)
        {
            return kind == TopicKind.Challenge;
        }

        /// <inheritdoc/>
        public int Handle(Command command, IReplies replies)
        {
            if (!_challenge.TryDecode(command.Buffer, 0, command.Length))
            {
                command.Text = _challenge.Reason;
                return CommandResult.Malformed;
            }

            command.Id = _challenge.Id;
            if (_attester.IsReplay(_challenge.Nonce, _challenge.NonceLength))
            {
                command.Text = "the nonce was answered before";
                return CommandResult.Refused;
            }

            int length = _attester.Attest(_challenge.Nonce, _challenge.NonceLength, _clock.UptimeMilliseconds, replies.Buffer);
            if (!replies.TryPublish(TopicKind.Evidence, replies.Buffer, length))
            {
                command.Text = "the evidence could not be sent";
                return CommandResult.Busy;
            }

            command.Answered = true;
            return CommandResult.Done;
        }

        /// <inheritdoc/>
        public int Poll(long now, bool fresh, IReplies replies)
        {
            if (!_sent)
            {
                _sent = replies.TryPublish(TopicKind.Evidence, replies.Buffer, _attester.Attest(null, 0, now, replies.Buffer));
            }

            return _sent ? 1000 : RetryMilliseconds;
        }
    }
}
