namespace AIoT.Embedded.Sensing
{
    /// <summary>Full scales of the ICM-42688-P, as ACCEL_CONFIG0 codes them.</summary>
    public enum Icm42688Range
    {
        /// <summary>+-16 g, 2048 counts a g.</summary>
        G16 = 0,

        /// <summary>+-8 g, 4096 counts a g.</summary>
        G8 = 1,

        /// <summary>+-4 g, 8192 counts a g.</summary>
        G4 = 2,

        /// <summary>+-2 g, 16384 counts a g.</summary>
        G2 = 3,
    }
}
