namespace AIoT.Embedded.Node
{
    /// <summary>What the application needs of the board beyond files, network and sensor.</summary>
    public interface IBoard
    {
        /// <summary>Milliseconds since boot; never goes back.</summary>
        long UptimeMilliseconds { get; }

        /// <summary>Free managed memory in bytes; 0 unknown. Called once a health message.</summary>
        long FreeBytes { get; }

        /// <summary>32 random bits from the hardware's or the system's generator.</summary>
        uint NextRandom();
    }
}
