namespace AIoT.Embedded.Signal
{
    /// <summary>Linear-phase filters for the odd decimation factors: pass up to 0.4 and stop from 0.6 of the output's rate.</summary>
    internal static class OddFactorTaps
    {
        /// <summary>The middle tap and those after it, Q15; the taps before it mirror them, and their sum is one.</summary>
        /// <param name="factor">3, 5 or 7.</param>
        internal static short[] Half(int factor)
        {
            switch (factor)
            {
                case 3:
                    return new short[]
                    {
                        10926, 9005, 4460, 0, -2147, -1670, 0, 1104, 921, 0, -654, -555, 0, 398,
                        337, 0, -237, -198, 0, 134, 108, 0, -68, -53, 0, 30, 22, 0,
                        -10, -6,
                    };
                case 5:
                    return new short[]
                    {
                        6556, 6124, 4937, 3273, 1505, 0, -980, -1339, -1152, -620, 0, 484, 699, 627,
                        348, 0, -284, -415, -376, -210, 0, 172, 252, 227, 127, 0, -103, -149,
                        -133, -73, 0, 58, 83, 73, 39, 0, -30, -42, -36, -19, 0, 13,
                        18, 14, 7, 0, -4, -5, -4,
                    };
                default:
                    return new short[]
                    {
                        4676, 4523, 4067, 3371, 2518, 1606, 738, 0, -544, -862, -956, -858, -622, -314,
                        0, 263, 435, 500, 462, 343, 176, 0, -152, -254, -295, -274, -205, -106,
                        0, 91, 153, 177, 164, 122, 63, 0, -54, -89, -103, -95, -70, -36,
                        0, 30, 49, 56, 51, 37, 19, 0, -15, -24, -27, -24, -17, -8,
                        0, 7, 10, 11, 9, 6, 3, 0, -2, -3, -3, -2,
                    };
            }
        }
    }
}
