using AIoT.Embedded.InferenceVectors;
using AIoT.Embedded.MessageVectors;
using AIoT.Embedded.Replay;
using AIoT.Embedded.SignalVectors;

namespace AIoT.Embedded.VectorApp
{
    /// <summary>The application that replays the golden vectors held in its own flash, and prints what it saw on the console.</summary>
    public static class Program
    {
        /// <summary>Runs once and returns; nothing it meets gets out of it.</summary>
        public static void Main()
        {
            new VectorRun(new ConsoleLink()).Run("vectors", new VectorSet[] { new SignalSet(), new InferenceSet(), new MessageSet() });
        }
    }
}
