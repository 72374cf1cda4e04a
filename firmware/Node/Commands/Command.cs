namespace AIoT.Embedded.Node
{
    /// <summary>A command that has come. One object serves for all; it is valid while its handler runs.</summary>
    public sealed class Command
    {
        internal Command()
        {
            Text = "";
        }

        /// <summary>What it asks for (<see cref="Wire.TopicKind"/>).</summary>
        public int Kind { get; internal set; }

        /// <summary>Holds the message from index 0 on.</summary>
        public byte[] Buffer { get; internal set; }

        /// <summary>The message's length, at most <see cref="Wire.WireLimits.CommandBytes"/>.</summary>
        public int Length { get; internal set; }

        /// <summary>The sender's number of the command, for the answer: set by the handler as soon as it has read it.</summary>
        public uint Id { get; set; }

        /// <summary>What the answer says, printable ASCII: set by the handler. The reason, when the command is refused.</summary>
        public string Text { get; set; }

        /// <summary>True: the handler has published what answers the command, and no Answer is to be sent. Heeded for commands that are done.</summary>
        public bool Answered { get; set; }
    }
}
