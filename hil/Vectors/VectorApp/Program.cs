using System;
using AIoT.Embedded.InferenceVectors;
using AIoT.Embedded.MessageVectors;
using AIoT.Embedded.Replay;
using AIoT.Embedded.SignalVectors;

namespace AIoT.Embedded.VectorApp
{
    /// <summary>The application that replays the golden vectors held in its own flash, and prints what it saw on the console.</summary>
    public static class Program
    {
        // Looked for by name: it needs the library for cryptography, and an interpreter that lacks the native side of that does not even start with it.
        private const string Evidence = "AIoT.Embedded.EvidenceVectors.EvidenceSet, AIoT.Embedded.EvidenceVectors";

        /// <summary>Runs once and returns; nothing it meets gets out of it.</summary>
        public static void Main()
        {
            VectorSet evidence = Optional(Evidence);
            VectorSet[] sets = new VectorSet[evidence == null ? 3 : 4];
            sets[0] = new SignalSet();
            sets[1] = new InferenceSet();
            sets[2] = new MessageSet();
            if (evidence != null)
            {
                sets[3] = evidence;
            }

            new VectorRun(new ConsoleLink()).Run("vectors", sets);
        }

        private static VectorSet Optional(string name)
        {
            try
            {
                Type type = Type.GetType(name);

                // A type that is not found is null; the device's Type has no operator ==.
                return (object)type == null ? null : (VectorSet)type.GetConstructor(new Type[0]).Invoke(null);
            }
            catch (Exception)
            {
                // Not deployed. The runner says which cases did not come.
                return null;
            }
        }
    }
}
