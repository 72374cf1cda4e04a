using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Receives offered models, has them looked at, restarts the board for them, and reports.</summary>
    public sealed class ModelHandler : ICommandHandler
    {
        private const int RestartMilliseconds = 2000;
        private readonly ModelSlots _slots;
        private readonly RingStore _readings;
        private readonly IPower _power;
        private readonly ModelOffer _offer = new ModelOffer();
        private readonly ModelChunk _chunk = new ModelChunk();
        private readonly ModelReport _report = new ModelReport();
        private bool _wanted;
        private bool _restart;
        private bool _wasOnTrial;
        private long _restartAt;

        /// <summary>Commands to those slots.</summary>
        /// <param name="slots">Where models are.</param>
        /// <param name="readings">Names the board's epoch and boot.</param>
        /// <param name="power">Restarts the board.</param>
        public ModelHandler(ModelSlots slots, RingStore readings, IPower power)
        {
            _slots = slots;
            _readings = readings;
            _power = power;
            _wasOnTrial = slots.OnTrial;
        }

        /// <inheritdoc/>
        public bool Takes(int kind)
        {
            return kind == TopicKind.ModelOffer || kind == TopicKind.ModelChunk;
        }

        /// <inheritdoc/>
        public int Handle(Command command, IReplies replies)
        {
            bool offer = command.Kind == TopicKind.ModelOffer;
            if (offer ? !_offer.TryDecode(command.Buffer, 0, command.Length) : !_chunk.TryDecode(command.Buffer, 0, command.Length))
            {
                command.Text = offer ? _offer.Reason : _chunk.Reason;
                return CommandResult.Malformed;
            }

            command.Id = offer ? _offer.Id : _chunk.Id;
            _wanted = true;
            if (offer ? !_slots.TryOffer(_offer) : !_slots.TryWrite(_chunk))
            {
                command.Text = _slots.Reason;
                return CommandResult.Refused;
            }

            // A report answers.
            command.Answered = true;
            return CommandResult.Done;
        }

        /// <inheritdoc/>
        public int Poll(long now, bool fresh, IReplies replies)
        {
            _wanted |= fresh;
            if (_slots.State == ModelState.Verifying)
            {
                // So that whoever waits knows why the board is slow for a while.
                Publish(replies);
                _restart |= _slots.TrySwitch();
                _wanted = true;
            }

            _restart |= _slots.Settle();
            if (_wasOnTrial != _slots.OnTrial)
            {
                _wasOnTrial = _slots.OnTrial;
                _wanted = true;
            }

            if (_wanted && Publish(replies))
            {
                _wanted = false;
            }

            if (_restart && _restartAt == 0)
            {
                // The report is to reach the broker first.
                _restartAt = now + RestartMilliseconds;
            }

            if (_restartAt > 0 && now >= _restartAt)
            {
                _restart = false;
                _restartAt = 0;
                _power.Restart();
            }

            return _wanted ? 100 : 1000;
        }

        private bool Publish(IReplies replies)
        {
            _slots.Report(_report);
            _report.Epoch = _readings.Epoch;
            _report.Boot = _readings.Boot;
            return replies.TryPublish(TopicKind.ModelReport, replies.Buffer, _report.Encode(replies.Buffer, 0));
        }
    }
}
