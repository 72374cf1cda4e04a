namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Carries out commands to the board. All members are called by the uplink's thread, one at a time, only while the board is connected;
    /// measuring goes on meanwhile. What is thrown is counted as a refused command.
    /// </summary>
    public interface ICommandHandler
    {
        /// <summary>True for kinds (<see cref="Wire.TopicKind"/>) that this handler takes.</summary>
        bool Takes(int kind);

        /// <summary>Carries out a command.</summary>
        /// <returns>A constant of <see cref="Wire.CommandResult"/>. It is counted, and told in an Answer.</returns>
        int Handle(Command command, IReplies replies);

        /// <summary>Goes on with what is under way: called at least once a second, after each command, and on a new connection.</summary>
        /// <param name="now">Milliseconds since boot.</param>
        /// <param name="fresh">True once for each connection.</param>
        /// <param name="replies">Takes what there is to say.</param>
        /// <returns>Milliseconds until the handler wants to be called again, 0 and above; more than a second counts as a second.</returns>
        int Poll(long now, bool fresh, IReplies replies);
    }
}
