using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>Commands about the machine's baseline.</summary>
    public sealed class BaselineHandler : ICommandHandler
    {
        private readonly MachineBaseline _baseline;
        private readonly BaselineRequest _request = new BaselineRequest();

        /// <summary>Commands about that baseline.</summary>
        public BaselineHandler(MachineBaseline baseline)
        {
            _baseline = baseline;
        }

        /// <inheritdoc/>
        public bool Takes(int kind)
        {
            return kind == TopicKind.Baseline;
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
            string refusal = _baseline.TryWish(_request.Action, _request.Windows);
            command.Text = refusal != null ? refusal : _baseline.Describe();
            return refusal != null ? CommandResult.Refused : CommandResult.Done;
        }

        /// <inheritdoc/>
        public int Poll(long now, bool fresh, IReplies replies)
        {
            return 1000;
        }
    }
}
