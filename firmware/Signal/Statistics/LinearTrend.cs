namespace AIoT.Embedded.Signal
{
    /// <summary>Takes a window's least-squares line off.</summary>
    public static class LinearTrend
    {
        /// <summary>
        /// Writes samples minus their least-squares line, rounded to a whole LSB at each sample (ties towards plus
        /// infinity) and saturated to int16.
        /// </summary>
        /// <param name="samples">Samples in LSB.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="result">Receives 2^log2Count values from index 0.</param>
        /// <param name="log2Count">5 to 11.</param>
        public static void Remove(short[] samples, int start, short[] result, int log2Count)
        {
            // With t = 2 i - (n - 1), odd and symmetric about 0: line(i) = sum x / n + t * sum(t x) / sum(t^2),
            // sum(t^2) = n (n^2 - 1) / 3.
            int n = 1 << log2Count;
            long sum = 0;
            long moment = 0;
            int t = 1 - n;
            for (int i = start; i < start + n; i++)
            {
                int x = samples[i];
                sum += x;
                moment += x * t;
                t += 2;
            }

            // Slope a step of t and value at the first sample, in Q32: |slope| < 2^15 and the line's ends stay below 2^18.
            long squares = (long)n * ((long)n * n - 1) / 3;
            long whole = moment / squares;
            long slope = (whole << 32) + (((moment - whole * squares) << 30) / squares << 2);
            long line = (sum << (32 - log2Count)) + slope * (1 - n) + (1L << 31);
            long twice = slope << 1;
            for (int i = 0; i < n; i++)
            {
                int value = samples[start + i] - (int)(line >> 32);
                result[i] = (short)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
                line += twice;
            }
        }
    }
}
