namespace AIoT.Embedded.Sensing
{
    /// <summary>Tells when a FIFO is worth reading.</summary>
    public interface IWatermarkSignal
    {
        /// <summary>Waits for the watermark, at most <paramref name="milliseconds"/>. May return early; the FIFO's level decides.</summary>
        void Wait(int milliseconds);
    }
}
