namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// The window functions of <see cref="RealSpectrum"/>, as numbers that travel in a feature recipe.
    /// All are periodic (made for N points, w[n] = w[N - n]), at most 1, and held in Q20.
    /// </summary>
    public static class WindowKind
    {
        /// <summary>w[n] = 1. Mean of w: 1; mean of w squared: 1.</summary>
        public const int Rectangular = 0;

        /// <summary>w[n] = 0.5 - 0.5 cos(2 pi n / N). Mean of w: 0.5; mean of w squared: 0.375.</summary>
        public const int Hann = 1;
    }
}
