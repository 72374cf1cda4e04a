namespace AIoT.Embedded.Calibration
{
    /// <summary>A cell that overrides.</summary>
    public sealed class WideCell : Cell
    {
        /// <inheritdoc/>
        public override void Turn()
        {
        }
    }
}
