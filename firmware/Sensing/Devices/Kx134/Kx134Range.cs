namespace AIoT.Embedded.Sensing
{
    /// <summary>Full scales of the KX134-1211, as CNTL1 codes them.</summary>
    public enum Kx134Range
    {
        /// <summary>+-8 g, 4096 counts a g.</summary>
        G8 = 0,

        /// <summary>+-16 g, 2048 counts a g.</summary>
        G16 = 1,

        /// <summary>+-32 g, 1024 counts a g.</summary>
        G32 = 2,

        /// <summary>+-64 g, 512 counts a g.</summary>
        G64 = 3,
    }
}
