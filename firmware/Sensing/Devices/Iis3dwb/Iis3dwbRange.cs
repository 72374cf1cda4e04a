namespace AIoT.Embedded.Sensing
{
    /// <summary>Full scales of the IIS3DWB, as CTRL1_XL codes them.</summary>
    public enum Iis3dwbRange
    {
        /// <summary>+-2 g, 0.061 mg a count.</summary>
        G2 = 0,

        /// <summary>+-16 g, 0.488 mg a count.</summary>
        G16 = 1,

        /// <summary>+-4 g, 0.122 mg a count.</summary>
        G4 = 2,

        /// <summary>+-8 g, 0.244 mg a count.</summary>
        G8 = 3,
    }
}
