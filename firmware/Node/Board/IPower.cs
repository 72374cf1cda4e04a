namespace AIoT.Embedded.Node
{
    /// <summary>How a board restarts and sleeps.</summary>
    public interface IPower
    {
        /// <summary>Restarts the board at once. On a board it does not return.</summary>
        void Restart();

        /// <summary>
        /// Sleeps as deeply as the board can, and starts anew: memory is lost, files stay. It does not return on a board
        /// (<c>nanoFramework.Hardware.Esp32.Sleep</c> with a timer); a simulated board may return, and is then built anew.
        /// </summary>
        void DeepSleep(int seconds);
    }
}
