using System;

namespace AIoT.Embedded.Replay
{
    /// <summary>The board's console: out only, as nanoFramework has no console input.</summary>
    public sealed class ConsoleLink : HilLink
    {
        /// <inheritdoc/>
        public override void WriteLine(string line)
        {
            Console.WriteLine(line);
        }
    }
}
