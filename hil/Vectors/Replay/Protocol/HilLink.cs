namespace AIoT.Embedded.Replay
{
    /// <summary>The line between the target and the runner.</summary>
    public abstract class HilLink
    {
        /// <summary>True when lines can come in.</summary>
        public virtual bool HasInput
        {
            get { return false; }
        }

        /// <summary>Sends a line.</summary>
        public abstract void WriteLine(string line);

        /// <summary>The next line without its end, or null when none came in the time.</summary>
        public virtual string ReadLine(int timeoutMilliseconds)
        {
            return null;
        }
    }
}
