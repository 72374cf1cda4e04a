using AIoT.Embedded.Calibration;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.CalibrationApp
{
    /// <summary>Times opcode mixes and prints them; the runner makes the target's cost table of them.</summary>
    public static class Program
    {
        /// <summary>Runs once and returns; nothing it meets gets out of it.</summary>
        public static void Main()
        {
            new CalibrationRun(new ConsoleLink()).Run();
        }
    }
}
