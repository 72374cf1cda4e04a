namespace AIoT.Embedded.Sensing
{
    /// <summary>Time as drivers need it: to let a part settle, and to bound waits.</summary>
    public interface ISensorClock
    {
        /// <summary>Milliseconds since any moment; never goes back.</summary>
        long Milliseconds { get; }

        /// <summary>Lets time pass.</summary>
        void Sleep(int milliseconds);
    }
}
