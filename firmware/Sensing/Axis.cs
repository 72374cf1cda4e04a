namespace AIoT.Embedded.Sensing
{
    /// <summary>An axis of an accelerometer.</summary>
    public enum Axis
    {
        /// <summary>X.</summary>
        X = 0,

        /// <summary>Y.</summary>
        Y = 1,

        /// <summary>Z.</summary>
        Z = 2,
    }
}
