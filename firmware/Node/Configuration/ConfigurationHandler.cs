using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Takes configurations from a gateway, restarts the board for them, and settles them when the gateway has been heard.</summary>
    public sealed class ConfigurationHandler : ICommandHandler
    {
        private const int RestartMilliseconds = 2000;
        private readonly ConfigurationStore _store;
        private readonly RingStore _readings;
        private readonly IPower _power;
        private readonly string _device;
        private readonly long _ackedAtStart;
        private readonly ConfigurationRequest _request = new ConfigurationRequest();
        private long _restartAt;

        /// <summary>Commands to that store.</summary>
        /// <param name="store">Where configurations are.</param>
        /// <param name="readings">Tells whether the gateway has been heard.</param>
        /// <param name="power">Restarts the board.</param>
        /// <param name="device">The board's name.</param>
        public ConfigurationHandler(ConfigurationStore store, RingStore readings, IPower power, string device)
        {
            _store = store;
            _readings = readings;
            _power = power;
            _device = device;
            _ackedAtStart = readings.Acked;
        }

        /// <inheritdoc/>
        public bool Takes(int kind)
        {
            return kind == TopicKind.Configuration;
        }

        /// <inheritdoc/>
        public int Handle(Command command, IReplies replies)
        {
            if (!_request.TryDecode(command.Buffer, 0, command.Length))
            {
                command.Text = _request.Reason;
                return CommandResult.Malformed;
            }

            command.Id = _request.Id;
            string refusal = _store.TryOffer(_request.Buffer, _request.Offset, _request.Length, _device);
            if (refusal != null)
            {
                command.Text = refusal;
                return CommandResult.Refused;
            }

            command.Text = "restarting";
            _restartAt = -1;
            return CommandResult.Done;
        }

        /// <inheritdoc/>
        public int Poll(long now, bool fresh, IReplies replies)
        {
            if (_store.OnTrial && _readings.Acked > _ackedAtStart)
            {
                _store.Confirm();
            }

            if (_restartAt < 0)
            {
                // The answer is to reach the broker first.
                _restartAt = now + RestartMilliseconds;
            }

            if (_restartAt > 0 && now >= _restartAt)
            {
                _restartAt = 0;
                _power.Restart();
            }

            return 1000;
        }
    }
}
